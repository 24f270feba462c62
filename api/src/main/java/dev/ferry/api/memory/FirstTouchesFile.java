package dev.ferry.api.memory;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link FirstTouches} in a small text file, UTF-8, one item a line:
 *
 * <pre>
 *   ferry-first-touches 1        what it is, and the version of the format
 *   guest web-7
 *   generation 3
 *   page-count 65536
 *   17                           one page
 *   40-47                        pages 40 to 47, touched in this order
 *   end 9                        how many pages were recorded: a file without it was cut short
 * </pre>
 *
 * At most {@link #MAX_PAGES} pages, so that a file stays below 30 MB, most often far below, whatever the guest's size.
 */
public final class FirstTouchesFile {

    /** The most pages that a recording holds: 4 GiB of pages of 4 KiB. */
    public static final int MAX_PAGES = 1 << 20;

    private static final String MAGIC = "ferry-first-touches 1";
    private static final String GUEST = "guest ";
    private static final String GENERATION = "generation ";
    private static final String PAGE_COUNT = "page-count ";
    private static final String END = "end ";
    /** Two numbers of up to 12 digits a line, and the head. */
    private static final long MAX_FILE_BYTES = 26L * MAX_PAGES + 4096;

    private FirstTouchesFile() {}

    /**
     * Writes a recording; an older file is replaced in one step, or left as it is where this fails.
     *
     * @throws IOException where it cannot be written
     * @throws IllegalArgumentException where it has more than {@link #MAX_PAGES} pages
     */
    public static void write(FirstTouches touches, Path file) throws IOException {
        if (touches.size() > MAX_PAGES) {
            throw new IllegalArgumentException(
                    "a recording of " + touches.size() + " pages, allowed are " + MAX_PAGES);
        }
        Path whole = file.toAbsolutePath();
        Path partial = Files.createTempFile(whole.getParent(), whole.getFileName().toString(), ".partial");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(partial)) {
                writeLines(touches, out);
            }
            Files.move(partial, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void writeLines(FirstTouches touches, BufferedWriter out) throws IOException {
        out.write(MAGIC + "\n" + GUEST + touches.guestId().replaceAll("\\R", " ") + "\n"
                + GENERATION + touches.generation() + "\n" + PAGE_COUNT + touches.pageCount() + "\n");
        int index = 0;
        while (index < touches.size()) {
            long first = touches.page(index);
            long last = first;
            while (++index < touches.size() && touches.page(index) == last + 1) {
                last++;
            }
            out.write(first == last ? first + "\n" : first + "-" + last + "\n");
        }
        out.write(END + touches.size() + "\n");
    }

    /**
     * Reads a recording.
     *
     * @throws IOException where it cannot be read, or is none, naming the file, the line and what is allowed there
     */
    public static FirstTouches read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is no recording of first touches: it must be a file of at most "
                    + MAX_FILE_BYTES + " bytes");
        }
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return new Lines(file, in).read();
        }
    }

    /** The lines of one file, to be read once. */
    private static final class Lines {

        private final Path file;
        private final BufferedReader in;
        private long number;

        Lines(Path file, BufferedReader in) {
            this.file = file;
            this.in = in;
        }

        FirstTouches read() throws IOException {
            String magic = next();
            if (!magic.equals(MAGIC)) {
                throw wrong(magic, "'" + MAGIC + "'");
            }
            String guestId = rest(next(), GUEST);
            long generation = number(rest(next(), GENERATION));
            long pageCount = number(rest(next(), PAGE_COUNT));
            long[] pages = readPages(pageCount);
            try {
                return new FirstTouches(guestId, generation, pageCount, pages);
            } catch (IllegalArgumentException contradictory) {
                throw new IOException(file + " is no recording of first touches: "
                        + contradictory.getMessage(), contradictory);
            }
        }

        /** Up to the last line, whose count must be right. */
        private long[] readPages(long pageCount) throws IOException {
            LongStream.Builder pages = LongStream.builder();
            long size = 0;
            String line = next();
            for (; !line.startsWith(END); line = next()) {
                int dash = line.indexOf('-');
                long first = number(dash < 0 ? line : line.substring(0, dash));
                long last = dash < 0 ? first : number(line.substring(dash + 1));
                size += last - first + 1;
                if (last < first || last >= pageCount || size > MAX_PAGES) {
                    throw wrong(line, "pages below " + pageCount + ", " + MAX_PAGES + " in all");
                }
                for (long page = first; page <= last; page++) {
                    pages.add(page);
                }
            }
            if (number(rest(line, END)) != size) {
                throw wrong(line, "'" + END + size + "', for so many pages came before it");
            }
            return pages.build().toArray();
        }

        private String next() throws IOException {
            number++;
            String line = in.readLine();
            if (line == null) {
                throw wrong(line, "a line up to one that begins with '" + END + "'");
            }
            return line;
        }

        private String rest(String line, String word) throws IOException {
            if (!line.startsWith(word)) {
                throw wrong(line, "'" + word + "' and its value");
            }
            return line.substring(word.length());
        }

        private long number(String text) throws IOException {
            try {
                long value = Long.parseLong(text);
                if (value >= 0) {
                    return value;
                }
            } catch (NumberFormatException _) {
                // Said below.
            }
            throw wrong(text, "a number from 0 to " + Long.MAX_VALUE);
        }

        private IOException wrong(@Nullable String found, String allowed) {
            String shown = found == null ? "the end of the file" : "'" + abbreviated(found) + "'";
            return new IOException(file + " is no recording of first touches: line " + number + " is " + shown
                    + ", allowed is " + allowed);
        }

        private static String abbreviated(String text) {
            return new String(Arrays.copyOf(text.toCharArray(), Math.min(60, text.length())));
        }
    }
}
