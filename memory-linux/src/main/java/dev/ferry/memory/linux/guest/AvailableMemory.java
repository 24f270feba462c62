package dev.ferry.memory.linux.guest;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.Quantities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this machine could give to a guest without swapping, as the kernel estimates it. For the guests of any platform. */
public final class AvailableMemory {

    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Pattern MEM_AVAILABLE = Pattern.compile("^MemAvailable:\\s+(\\d+) kB$",
            Pattern.MULTILINE);

    private AvailableMemory() {}

    /**
     * Refuses a guest that needs more than there is. Room promised to another guest counts as taken once it is filled.
     *
     * @throws FerryException of {@link ErrorCode#RESERVATION_REFUSED} with what is needed and what is available
     */
    public static void require(String guestId, long memoryBytes) {
        long availableBytes = bytes();
        if (memoryBytes > availableBytes) {
            throw new FerryException(ErrorCode.RESERVATION_REFUSED,
                    "no room for guest " + guestId + ": it needs "
                            + Quantities.formatBytes(memoryBytes) + ", available here are "
                            + Quantities.formatBytes(availableBytes));
        }
    }

    private static long bytes() {
        try {
            Matcher matcher = MEM_AVAILABLE.matcher(Files.readString(MEMINFO));
            if (matcher.find()) {
                return Long.parseLong(matcher.group(1)) << 10;
            }
            throw new IOException("it has no line MemAvailable");
        } catch (IOException unreadable) {
            throw new FerryException(ErrorCode.RESERVATION_REFUSED,
                    "cannot tell how much memory is available from " + MEMINFO, unreadable);
        }
    }
}
