package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.workload.GuestPlatform;
import dev.ferry.workload.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What guest is made, and what it does. */
final class GuestOptions {

    private static final long DEFAULT_MEMORY_BYTES = 256 << 20;
    private static final int DEFAULT_USED_PARTS = 8;
    private static final long DEFAULT_PROCESS_BYTES = 1 << 20;

    @Option(names = "--memory", paramLabel = "SIZE", converter = Size.class, description = "The guest's memory. Default: 256MiB; 64MiB each of the guests of a scenario.")
    private @Nullable Long memoryBytes;

    @Option(names = "--working-set", paramLabel = "SIZE", converter = Size.class, description = "The part that it goes round and writes. Default: a quarter of its memory, or of --used; of a paged guest half of its reservation.")
    private @Nullable Long workingSetBytes;

    @Option(names = "--used", paramLabel = "SIZE", converter = Size.class, description = "With --balloon on or off, the part of its memory that is in use for good; the rest is free, and holds what processes left there. Default: an eighth. "
            + "Without --balloon three quarters of its memory hold something, and none of that is free.")
    private @Nullable Long usedBytes;

    @Option(names = "--process", paramLabel = "SIZE", converter = Size.class, description = "With --balloon, what each of the processes takes that come and go in the free memory, one after the other; 0 for none. Default: 1MiB.")
    private @Nullable Long processBytes;

    @Option(names = "--workload", paramLabel = "NAME", defaultValue = "sequential", converter = Workload.class, description = "How it visits the working set: sequential, random, zipf (some pages much more often than others) or quicksort (sorts its pages over and over). Default: ${DEFAULT-VALUE}.")
    private Task.Order order = Task.Order.SEQUENTIAL;

    @Option(names = "--processes", paramLabel = "NUMBER", defaultValue = "1", description = "How many do so, each in a part of the working set of its own. Default: ${DEFAULT-VALUE}.")
    private int processes;

    @Option(names = "--dirty-rate", paramLabel = "RATE", defaultValue = "40MB", converter = Rate.class, description = "Bytes per second of pages that it visits to write them, all processes together, or unlimited. Default: ${DEFAULT-VALUE}.")
    private long dirtyBytesPerSecond;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Seed of its memory's contents. Default: another each time.")
    private long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);

    GuestOptions() {}

    /**
     * The guest to make; fails where it cannot be had. Its working set fits into its reservation if nothing else is said.
     *
     * @param reservationBytes what of it may be in memory at a time; empty where it is not paged
     * @param hasHeap whether a part of its memory is free, for a balloon to take
     */
    GuestPlan plan(GuestPlatform platform, Optional<Long> reservationBytes, boolean hasHeap) {
        requireHeapForItsOptions(hasHeap);
        long used = hasHeap ? usedBytes() : memoryBytes();
        // What does not fit is told of as what the user has said, not as a part of it.
        long most = Math.min(used, memoryBytes());
        long workingSet = reservationBytes.map(bytes -> Math.min(bytes, most) / 2).orElse(most / 4);
        GuestPlan plan = plan(platform, memoryBytes(), workingSet, seed);
        return hasHeap ? plan.withHeap(used, processBytes()) : plan;
    }

    private void requireHeapForItsOptions(boolean hasHeap) {
        if (!hasHeap && (usedBytes != null || processBytes != null)) {
            throw new IllegalArgumentException((usedBytes == null ? "--process" : "--used")
                    + " goes with --balloon on or off: without it no memory is free");
        }
    }

    private long usedBytes() {
        return Objects.requireNonNullElse(usedBytes, memoryBytes() / DEFAULT_USED_PARTS);
    }

    private long processBytes() {
        return Objects.requireNonNullElse(processBytes, DEFAULT_PROCESS_BYTES);
    }

    private GuestPlan plan(GuestPlatform platform, long memory, long defaultWorkingSetBytes, long ownSeed) {
        long workingSet = Objects.requireNonNullElse(workingSetBytes, defaultWorkingSetBytes);
        return GuestPlan.of(platform, memory, workingSet, order, processes, dirtyBytesPerSecond, ownSeed);
    }

    /**
     * Several guests to make, each of another seed; fails where they cannot be had.
     *
     * @param defaultMemoryBytes the memory of each where nothing is said
     * @param workingSetShare of its memory, where nothing is said
     */
    List<GuestPlan> several(int count, GuestPlatform platform, long defaultMemoryBytes,
            double workingSetShare) {
        requireHeapForItsOptions(false);
        long memory = Objects.requireNonNullElse(memoryBytes, defaultMemoryBytes);
        return IntStream.range(0, count)
                .mapToObj(guest -> plan(platform, memory, (long) (memory * workingSetShare), seed + guest))
                .toList();
    }

    /** The layout of the guest's memory; fails where the platform has none of that size. */
    MemoryGeometry geometry(GuestPlatform platform) {
        return platform.geometry(memoryBytes());
    }

    private long memoryBytes() {
        return Objects.requireNonNullElse(memoryBytes, DEFAULT_MEMORY_BYTES);
    }

    /** The same options, all of them, for another process. */
    List<String> arguments(GuestPlan plan) {
        List<String> arguments = new ArrayList<>(List.of("--guest", plan.platform().name(), "--memory",
                Long.toString(memoryBytes()), "--working-set", Long.toString(plan.workingSetBytes()),
                "--dirty-rate", Long.toString(dirtyBytesPerSecond), "--seed", Long.toString(seed),
                "--workload", nameOf(order), "--processes", Integer.toString(processes)));
        if (plan.hasHeap()) {
            arguments.addAll(List.of("--used", Long.toString(usedBytes()), "--process",
                    Long.toString(processBytes())));
        }
        return arguments;
    }

    /** What users call an order. */
    static String nameOf(Task.Order order) {
        return order.name().toLowerCase(Locale.ROOT);
    }

    private static final class Workload implements ITypeConverter<Task.Order> {
        @Override
        public Task.Order convert(String text) {
            return Arrays.stream(Task.Order.values()).filter(order -> nameOf(order).equals(text)).findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text
                            + "' is unknown, allowed is one of "
                            + Arrays.stream(Task.Order.values()).map(GuestOptions::nameOf)
                                    .collect(Collectors.joining(", "))));
        }
    }

    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Quantities.parseBytes(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }

    private static final class Rate implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Quantities.parseBytesPerSecond(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }
}
