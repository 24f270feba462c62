package dev.ferry.memory.linux.guest;

import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageRun;
import dev.ferry.memory.linux.GuestMemory.Backing;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the kernel keeps of a guest's memory. */
final class HostMemory {

    private static final Pattern RANGE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) ");
    private static final long STAT_BLOCK_BYTES = 512;

    private HostMemory() {}

    static long bytes(Backing backing, MemorySource memory) throws Exception {
        return switch (backing) {
            case ANONYMOUS -> residentBytes(memory.view(new PageRun(0, memory.geometry().pageCount())));
            case MEMFD -> fileBytes();
        };
    }

    private static long residentBytes(MemorySegment mapping) throws IOException {
        long bytes = 0;
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"), StandardCharsets.ISO_8859_1)) {
            Matcher range = RANGE.matcher(line);
            if (range.lookingAt()) {
                inside = address(range, 1) < mapping.address() + mapping.byteSize()
                        && address(range, 2) > mapping.address();
            } else if (inside && line.startsWith("Rss:")) {
                bytes += Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return bytes;
    }

    private static long address(Matcher range, int group) {
        return Long.parseUnsignedLong(range.group(group), 16);
    }

    /** The blocks of all guests' files; that a page is not mapped would not show that it is freed. */
    private static long fileBytes() throws Exception {
        List<Path> all;
        Path folder = Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd");
        try (Stream<Path> descriptors = Files.list(folder)) {
            all = descriptors.toList();
        }
        long blocks = 0;
        for (Path descriptor : all) {
            if (isGuestFile(descriptor)) {
                blocks += blocks(descriptor);
            }
        }
        return blocks * STAT_BLOCK_BYTES;
    }

    private static boolean isGuestFile(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("/memfd:ferry-guest");
        } catch (NoSuchFileException closedMeanwhile) {
            // As the one that listed the folder.
            return false;
        }
    }

    private static long blocks(Path file) throws Exception {
        Process stat = new ProcessBuilder("stat", "-L", "-c", "%b", file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String printed = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        stat.waitFor();
        return Long.parseLong(printed.strip());
    }
}
