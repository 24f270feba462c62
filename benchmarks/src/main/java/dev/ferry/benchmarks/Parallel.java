package dev.ferry.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work on several connections at a time. */
final class Parallel {

    /** The work on one connection. */
    @FunctionalInterface
    interface Task {
        void run() throws IOException;
    }

    private Parallel() {}

    /** Does each task in a thread of its own, and returns when all have ended; fails where one has. */
    static void run(List<Task> tasks) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(tasks.size())) {
            List<Future<?>> running = new ArrayList<>();
            for (Task task : tasks) {
                running.add(threads.submit(() -> {
                    task.run();
                    return true;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException failure) {
            throw new IOException("a connection has failed", failure.getCause());
        }
    }
}
