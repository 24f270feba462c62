package dev.ferry.cli;

import dev.ferry.api.Quantities;
import java.io.IOException;

/** Says what to do where a simulation does not fit into the heap, which is small unless it is set. */
final class HeapLimit {

    /** What may need more memory than there is. */
    @FunctionalInterface
    interface Work {
        /** Does it, and returns the exit code. */
        int run() throws IOException;
    }

    private HeapLimit() {}

    /** Does it. */
    static int explain(Work work) throws IOException {
        try {
            return work.run();
        } catch (OutOfMemoryError tooLarge) {
            throw new IllegalArgumentException("this does not fit into a heap of "
                    + Quantities.formatBytes(Runtime.getRuntime().maxMemory())
                    + ": raise it, e.g. by JAVA_OPTS=-Xmx1g", tooLarge);
        }
    }
}
