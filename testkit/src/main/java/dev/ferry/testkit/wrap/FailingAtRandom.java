package dev.ferry.testkit.wrap;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls of parts throw at random, by a seed: each call with one probability, before it is passed on. What throws is
 * an unchecked exception, an error, or, where the method allows for it, an {@link IOException}. One instance may wrap
 * several parts; with calls from several threads the seed decides how many fail, not which. For any thread.
 */
public final class FailingAtRandom {

    private static final Set<String> NEVER = Set.of("close", "toString", "hashCode", "equals");

    private final long seed;
    private final SplittableRandom random;
    private final double probability;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private Set<String> only = Set.of();
    private volatile boolean stopped;

    /**
     * @param probability that a call throws, 0 to 1
     */
    public FailingAtRandom(long seed, double probability) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.probability = probability;
    }

    /** Spares all methods but these, by name. Returns itself. */
    public FailingAtRandom only(String... methods) {
        only = Set.of(methods);
        return this;
    }

    /** Lets no call throw from now on. */
    public void stop() {
        stopped = true;
    }

    /** The calls that have thrown, in order, e.g. {@code PushScheduler.next}. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /**
     * Wraps a part.
     *
     * @param spi the interface that it is used by
     */
    public <T> T around(Class<T> spi, T part) {
        return spi.cast(Proxy.newProxyInstance(spi.getClassLoader(), new Class<?>[]{spi},
                (_, method, arguments) -> call(spi, part, method, arguments)));
    }

    private @Nullable Object call(Class<?> spi, Object part, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (!NEVER.contains(method.getName()) && (only.isEmpty() || only.contains(method.getName()))) {
            throwSometimes(spi.getSimpleName() + "." + method.getName(), method);
        }
        try {
            return method.invoke(part, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private void throwSometimes(String call, Method method) throws IOException {
        int kind;
        synchronized (random) {
            if (stopped || random.nextDouble() >= probability) {
                return;
            }
            kind = random.nextInt(3);
            failures.add(call);
        }
        String what = call + " fails, by seed " + seed;
        if (Arrays.asList(method.getExceptionTypes()).contains(IOException.class)) {
            throw new IOException(what);
        }
        switch (kind) {
            case 0 -> throw new IllegalStateException(what);
            case 1 -> throw new UnsupportedOperationException(what);
            default -> throw new AssertionError(what);
        }
    }
}
