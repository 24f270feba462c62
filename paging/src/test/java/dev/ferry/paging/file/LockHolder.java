package dev.ferry.paging.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process that has locked a swap file and does not go on. */
final class LockHolder {

    private LockHolder() {}

    /** @param arguments the file */
    public static void main(String[] arguments) throws IOException {
        try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
            file.lock(0, 1, false);
            System.out.println("locked");
            System.in.read();
        }
    }
}
