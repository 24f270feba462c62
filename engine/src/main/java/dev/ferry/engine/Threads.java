package dev.ferry.engine;

/** Waiting for threads that use what is about to go. */
final class Threads {

    private Threads() {}

    /** Returns when the thread has ended, also where the caller is interrupted meanwhile; it stays so. */
    static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException asked) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
