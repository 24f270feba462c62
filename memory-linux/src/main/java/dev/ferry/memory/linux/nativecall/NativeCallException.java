package dev.ferry.memory.linux.nativecall;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A call that the kernel refused: its message names the call, its arguments in hex and the error. */
public final class NativeCallException extends FerryException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * The refusal of a call.
     *
     * @param result of the attempt: the negated errno
     */
    public NativeCallException(String call, long result, long... arguments) {
        super(ErrorCode.INTERNAL, call + hex(arguments) + " failed: " + Errno.describe((int) -result));
        this.errno = (int) -result;
    }

    /** Whether the kernel gave this error. */
    public boolean is(Errno error) {
        return error.is(-errno);
    }

    private static String hex(long... arguments) {
        return Arrays.stream(arguments).mapToObj(argument -> "0x" + Long.toHexString(argument))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
