package dev.ferry.benchmarks;

import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.api.swap.SwapStore;
import dev.ferry.paging.file.FileSwapStore;
import dev.ferry.swap.redis.RedisAddress;
import dev.ferry.swap.redis.RedisOptions;
import dev.ferry.swap.redis.RedisSwapStore;
import dev.ferry.testkit.swap.InMemorySwapStore;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/**
 * How fast pages go to a swap device and come back, beside {@code MSET} and {@code MGET} of as many plain values of a
 * page through the same client, in the same run. Hypothesis: on Redis 0.7 of it, since the lease, the map and the
 * checksum go with each batch; the pages themselves take the same way.
 */
final class SwapBenchmark {

    private static final int PAGE_BYTES = 4096;
    private static final int PAGES = 1 << 15;
    private static final List<Integer> BATCHES = List.of(128, 256);
    private static final int RUNS = 9;
    private static final int WARM_UP_RUNS = 3;
    private static final int WARM_UP_PAGES = 256;

    /** New slots, slots that were written before, and reading them: nanoseconds of a run over all pages. */
    private record Times(long fresh, long again, long read) {}

    /** What is compared. */
    private interface Contender {
        /** Called before each run: brings about what every contender of its kind is to find. */
        default void prepare() {}

        void clear();

        void write(long[] slots);

        void read(long[] slots);
    }

    private final long[][] batches;

    private SwapBenchmark(int batchPages) {
        long[] order = LongStream.range(0, PAGES).toArray();
        SplittableRandom random = new SplittableRandom(17);
        for (int i = PAGES - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long slot = order[i];
            order[i] = order[other];
            order[other] = slot;
        }
        batches = IntStream.range(0, PAGES / batchPages)
                .mapToObj(i -> Arrays.copyOfRange(order, i * batchPages, (i + 1) * batchPages))
                .toArray(long[][]::new);
    }

    static void run() throws IOException {
        System.out.printf("%d MiB of pages in random order, medians of %d runs, MB = 10^6 bytes%n",
                (long) PAGES * PAGE_BYTES >> 20, RUNS);
        System.out.printf("%5s %-10s %12s %6s %12s %6s %12s %6s%n", "batch", "", "out MB/s", "ratio",
                "again MB/s", "ratio", "in MB/s", "ratio");
        for (int batchPages : BATCHES) {
            compare(batchPages);
        }
    }

    private static void compare(int batchPages) throws IOException {
        Path folder = Files.createTempDirectory("ferry-benchmark");
        try (LocalRedis server = LocalRedis.start();
                RedisClient client = RedisClient.builder().hostAndPort("127.0.0.1", server.port())
                        .clientConfig(DefaultJedisClientConfig.builder().database(1).build()).build();
                SwapStore redis = new RedisSwapStore(
                        RedisOptions.of(new RedisAddress("127.0.0.1", server.port(), false)));
                SwapStore file = new FileSwapStore(folder, Duration.ofSeconds(10));
                SwapStore inMemory = new InMemorySwapStore("benchmark " + batchPages)) {
            SequencedMap<String, Contender> contenders = new LinkedHashMap<>();
            contenders.put("MSET, MGET", new PlainValues(client, batchPages));
            contenders.put("redis", new RedisSlots(redis, batchPages, client));
            contenders.put("file", new Slots(file, batchPages));
            contenders.put("inmemory", new Slots(inMemory, batchPages));
            new SwapBenchmark(batchPages).compare(batchPages, contenders);
        } finally {
            try (var files = Files.list(folder)) {
                for (Path left : files.toList()) {
                    Files.delete(left);
                }
            }
            Files.delete(folder);
        }
    }

    private void compare(int batchPages, SequencedMap<String, Contender> contenders) {
        Map<String, Times[]> all = new LinkedHashMap<>();
        contenders.keySet().forEach(name -> all.put(name, new Times[RUNS]));
        for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
            SequencedMap<String, Contender> inTurn = run % 2 == 0 ? contenders : contenders.reversed();
            for (Map.Entry<String, Contender> one : inTurn.entrySet()) {
                Times times = measure(one.getValue());
                if (run >= 0) {
                    all.get(one.getKey())[run] = times;
                }
            }
        }
        Times[] plain = all.values().iterator().next();
        all.forEach((name, times) -> System.out.printf("%5d %-10s %12.0f %6.2f %12.0f %6.2f %12.0f %6.2f%n",
                batchPages, name, rate(times, Times::fresh), ratio(times, plain, Times::fresh),
                rate(times, Times::again), ratio(times, plain, Times::again), rate(times, Times::read),
                ratio(times, plain, Times::read)));
    }

    private Times measure(Contender contender) {
        contender.prepare();
        long start = System.nanoTime();
        forEachBatch(contender::write);
        long written = System.nanoTime();
        forEachBatch(contender::write);
        long writtenAgain = System.nanoTime();
        forEachBatch(contender::read);
        long read = System.nanoTime();
        contender.clear();
        return new Times(written - start, writtenAgain - written, read - writtenAgain);
    }

    private void forEachBatch(Consumer<long[]> action) {
        for (long[] batch : batches) {
            action.accept(batch);
        }
    }

    private interface Phase {
        long nanos(Times times);
    }

    private static double rate(Times[] runs, Phase phase) {
        return (double) PAGES * PAGE_BYTES * 1e3
                / median(Arrays.stream(runs).mapToDouble(phase::nanos).toArray());
    }

    /** Of each run with its own reference, so that what disturbs both drops out. */
    private static double ratio(Times[] runs, Times[] plain, Phase phase) {
        return median(IntStream.range(0, RUNS)
                .mapToDouble(run -> (double) phase.nanos(plain[run]) / phase.nanos(runs[run])).toArray());
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    /** Bytes that do not compress, native, as pages are. */
    private static MemorySegment contents(int pages) {
        byte[] bytes = new byte[pages * PAGE_BYTES];
        new SplittableRandom(19).nextBytes(bytes);
        return Arena.ofAuto().allocate(bytes.length, PAGE_BYTES).copyFrom(MemorySegment.ofArray(bytes));
    }

    /**
     * Has a server take as much memory from the operating system as the pages need and give it back to itself, as a
     * server that has been at work for a while has: memory that is fresh, or still being freed, is slow for whoever comes
     * next.
     */
    private static void warm(RedisClient client) {
        while (!client.info("memory").contains("lazyfree_pending_objects:0")) {
            Thread.onSpinWait();
        }
        byte[][] keysAndValues = new byte[2 * WARM_UP_PAGES][];
        Arrays.fill(keysAndValues, new byte[PAGE_BYTES]);
        for (int first = 0; first < PAGES; first += WARM_UP_PAGES) {
            for (int i = 0; i < WARM_UP_PAGES; i++) {
                keysAndValues[2 * i] = PlainValues.key(first + i);
            }
            client.mset(keysAndValues);
        }
        client.flushDB();
    }

    /** A guest's slots on a store. */
    private static class Slots implements Contender {
        private final SwapDevice device;
        private final MemorySegment contents;
        private final MemorySegment target;

        Slots(SwapStore store, int batchPages) {
            device = store.open("benchmark", MemoryGeometry.flat(PAGE_BYTES, PAGES));
            contents = contents(batchPages);
            target = contents(batchPages);
            device.attach();
        }

        @Override
        public void clear() {
            device.erase();
            device.attach();
        }

        @Override
        public void write(long[] slots) {
            device.write(slots, contents);
        }

        @Override
        public void read(long[] slots) {
            device.read(slots, target);
        }
    }

    /** Slots on the server that has the plain values, too. */
    private static final class RedisSlots extends Slots {
        private final RedisClient client;

        RedisSlots(SwapStore store, int batchPages, RedisClient client) {
            super(store, batchPages);
            this.client = client;
        }

        @Override
        public void prepare() {
            warm(client);
        }
    }

    /** A value for each page, with the number of the page as its key, and nothing more. */
    private static final class PlainValues implements Contender {
        private final RedisClient client;
        private final MemorySegment contents;

        PlainValues(RedisClient client, int batchPages) {
            this.client = client;
            contents = contents(batchPages);
        }

        @Override
        public void prepare() {
            warm(client);
        }

        @Override
        public void clear() {
            client.flushDB();
        }

        @Override
        public void write(long[] slots) {
            byte[][] keysAndValues = new byte[2 * slots.length][];
            for (int i = 0; i < slots.length; i++) {
                keysAndValues[2 * i] = key(slots[i]);
                keysAndValues[2 * i + 1] = contents.asSlice((long) i * PAGE_BYTES, PAGE_BYTES)
                        .toArray(ValueLayout.JAVA_BYTE);
            }
            client.mset(keysAndValues);
        }

        @Override
        public void read(long[] slots) {
            client.mget(Arrays.stream(slots).mapToObj(PlainValues::key).toArray(byte[][]::new));
        }

        private static byte[] key(long slot) {
            return Long.toString(slot).getBytes(StandardCharsets.US_ASCII);
        }
    }
}
