package dev.ferry.paging.file;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.api.swap.SwapStore;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Keeps the swap device of each guest in a file of its own, in a folder that all hosts reach: a local one for processes
 * of one machine, or one of a network file system with POSIX locks and hard links.
 */
public final class FileSwapStore implements SwapStore {

    private final Path folder;
    private final Duration timeout;
    private final String host = "process " + ProcessHandle.current().pid() + " on " + hostName();

    /**
     * The store of this host. Nothing is opened yet.
     *
     * @param folder where the files lie; not created
     * @param timeout how long a file may be locked by another process before it counts as unreachable
     */
    public FileSwapStore(Path folder, Duration timeout) {
        this.folder = folder.toAbsolutePath().normalize();
        this.timeout = timeout;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "an unnamed host";
        }
    }

    /** @throws IllegalArgumentException also where the name of the guest is too long for one of a file */
    @Override
    public SwapDevice open(String guestId, MemoryGeometry geometry) {
        SwapFile file = new SwapFile(guestId, folder.resolve(FileNames.of(guestId)),
                SwapFileLayout.of(geometry),
                timeout, FileAccess.DIRECT);
        file.open();
        return new FileSwapDevice(file, host);
    }

    /** Does nothing: each device closes its file. */
    @Override
    public void close() {}
}
