package dev.ferry.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that a command writes at its end.
 *
 * @param option that names it
 * @param path of it
 */
record OutputFile(String option, Path path) {

    /** What it says. */
    @FunctionalInterface
    interface Content {
        /** Writes it; the writer stays open. */
        void write(Writer writer) throws IOException;
    }

    /** Fails before anything is started where it could not be written at the end. */
    void requireWritable() {
        Path folder = folder();
        if (!Files.isDirectory(folder) || Files.isDirectory(path)
                || !Files.isWritable(Files.exists(path) ? path : folder)) {
            throw new IllegalArgumentException(option + " '" + path
                    + "' cannot be written: it must be a file in a folder that exists and is writable");
        }
    }

    /** Fails where it is also another file that the command reads or writes. */
    void requireOther(String otherOption, Path other) {
        if (path.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException(
                    option + " '" + path + "': that is the file of " + otherOption + ", too");
        }
    }

    /**
     * Writes all of it, or leaves an older one as it is.
     *
     * @throws IOException that names the option and the file
     */
    void write(Content content) throws IOException {
        try {
            if (Files.isWritable(folder()) && (!Files.exists(path) || Files.isRegularFile(path))) {
                replace(content);
            } else {
                writeTo(path, content);
            }
        } catch (IOException failure) {
            throw new IOException(option + " '" + path + "' cannot be written: " + failure.getMessage(),
                    failure);
        }
    }

    private void replace(Content content) throws IOException {
        Path whole = Files.exists(path) ? path.toRealPath() : path;
        Path partial = whole.resolveSibling(
                whole.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
        try {
            writeTo(partial, content);
            Files.move(partial, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private static void writeTo(Path file, Content content) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file)) {
            content.write(writer);
        }
    }

    private Path folder() {
        return path.toAbsolutePath().getParent();
    }
}
