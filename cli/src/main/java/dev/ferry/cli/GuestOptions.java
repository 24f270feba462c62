package dev.ferry.cli;

import dev.ferry.api.Quantities;
import dev.ferry.workload.GuestPlatform;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What guest is made, and what it does. */
final class GuestOptions {

    @Option(names = "--memory", paramLabel = "SIZE", defaultValue = "256MiB", converter = Size.class, description = "The guest's memory. Default: ${DEFAULT-VALUE}.")
    private long memoryBytes;

    @Option(names = "--working-set", paramLabel = "SIZE", converter = Size.class, description = "The part that it goes round and writes. Default: a quarter of its memory.")
    private @Nullable Long workingSetBytes;

    @Option(names = "--dirty-rate", paramLabel = "RATE", defaultValue = "40MB", converter = Rate.class, description = "Bytes per second of pages that it writes, or unlimited. Default: ${DEFAULT-VALUE}.")
    private long dirtyBytesPerSecond;

    @Option(names = "--seed", paramLabel = "NUMBER", description = "Seed of its memory's contents. Default: another each time.")
    private long seed = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);

    GuestOptions() {}

    /** The guest to make; fails where it cannot be had. */
    GuestPlan plan(GuestPlatform platform) {
        long workingSet = workingSetBytes == null ? memoryBytes / 4 : workingSetBytes;
        return GuestPlan.of(platform, memoryBytes, workingSet, dirtyBytesPerSecond, seed);
    }

    /** The same options, all of them, for another process. */
    List<String> arguments(GuestPlan plan) {
        return List.of("--guest", plan.platform().name(), "--memory", Long.toString(memoryBytes),
                "--working-set",
                Long.toString(plan.workingSetBytes()), "--dirty-rate", Long.toString(dirtyBytesPerSecond),
                "--seed",
                Long.toString(seed));
    }

    private static final class Size implements ITypeConverter<Long> {
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
