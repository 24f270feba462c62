package dev.ferry.testkit.memory;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Runs actions that may wait for the test, each on a thread of its own that does not keep the JVM. */
final class Background {

    private Background() {}

    static <T> FutureTask<T> start(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /** What the action came to; fails where that takes too long. */
    static <T> T result(FutureTask<T> task) throws Exception {
        return task.get(10, TimeUnit.SECONDS);
    }
}
