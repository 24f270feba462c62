package dev.ferry.paging.file;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.swap.SwapDevice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A host in a process of its own: takes the lease, tells its epoch, and writes until it is killed or fenced. Says what
 * it is about to write, and that it has: a version and its slots.
 */
final class Writer {

    static final String FENCED = "fenced";

    private Writer() {}

    /** @param arguments folder, epoch to take over or 0, first version, seed */
    public static void main(String[] arguments) {
        SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[3]));
        long epoch = Long.parseLong(arguments[1]);
        SwapDevice device = new FileSwapStore(Path.of(arguments[0]), Duration.ofMinutes(1)).open("guest",
                Slots.GEOMETRY);
        try {
            say(Long.toString(epoch == 0 ? device.attach() : device.takeOver(epoch)));
            for (long version = Long.parseLong(arguments[2]);; version++) {
                long[] slots = randomSlots(random);
                say("begin " + version + list(slots));
                Slots.write(device, version, slots);
                say("end " + version + list(slots));
            }
        } catch (FerryException refused) {
            say(refused.code() == ErrorCode.SWAP_FENCED ? FENCED : refused.toString());
        }
    }

    private static long[] randomSlots(SplittableRandom random) {
        long first = random.nextInt(40);
        return random.nextBoolean()
                ? LongStream.range(first, first + 1 + random.nextInt(20)).toArray()
                : random.longs(10, 0, 64).distinct().toArray();
    }

    private static String list(long[] slots) {
        return Arrays.stream(slots).mapToObj(slot -> " " + slot).collect(Collectors.joining());
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
