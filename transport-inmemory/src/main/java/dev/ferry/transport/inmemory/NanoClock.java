package dev.ferry.transport.inmemory;

import java.util.concurrent.locks.Condition;

/** The time that a wire lives in, so that a test can let it pass at will. */
interface NanoClock {

    /** The time of this machine. */
    NanoClock SYSTEM = new NanoClock() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void await(Condition change, long nanos) throws InterruptedException {
            change.awaitNanos(nanos);
        }
    };

    /** Nanoseconds since some fixed moment; only differences mean anything. */
    long nanoTime();

    /** Waits until that long has passed or the condition is signalled; may return early for no reason. */
    void await(Condition change, long nanos) throws InterruptedException;
}
