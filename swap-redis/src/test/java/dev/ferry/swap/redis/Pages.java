package dev.ferry.swap.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.FerryException;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.testkit.internal.Background;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Pages to write and to find again: a version of a slot has contents of its own. */
final class Pages {

    static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(4096, 1 << 16);
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private Pages() {}

    /** Servers of a test: no answer is late, however busy the machine is. */
    static RedisOptions options(RedisAddress... servers) {
        return options(List.of(servers), false, PATIENCE);
    }

    static RedisOptions options(List<RedisAddress> servers, boolean cluster, Duration timeout) {
        return new RedisOptions(servers, cluster, Optional.empty(), Optional.empty(), Optional.empty(),
                timeout);
    }

    static long[] slots(long first, long end) {
        return LongStream.range(first, end).toArray();
    }

    static void write(SwapDevice device, long version, long... slots) {
        device.write(slots, contents(version, slots));
    }

    static void assertHolds(SwapDevice device, long version, long... slots) {
        MemorySegment read = Arena.ofAuto().allocate(slots.length * 4096L);
        device.read(slots, read);
        assertThat(read.mismatch(contents(version, slots))).isEqualTo(-1);
    }

    private static MemorySegment contents(long version, long... slots) {
        MemorySegment contents = Arena.ofAuto().allocate(slots.length * 4096L, Long.BYTES);
        for (int i = 0; i < slots.length; i++) {
            for (long offset = i * 4096L; offset < (i + 1) * 4096L; offset += Long.BYTES) {
                contents.set(ValueLayout.JAVA_LONG, offset, version << 48 | slots[i] << 16 | offset & 4095);
            }
        }
        return contents;
    }

    /** Does what can be tried again until it is not refused for that a server is not reached. */
    static void again(Runnable action) {
        Background.await(PATIENCE, "a server that is reached", () -> {
            try {
                action.run();
                return true;
            } catch (FerryException failed) {
                if (failed.code() != ErrorCode.SWAP_UNREACHABLE) {
                    throw failed;
                }
                return false;
            }
        });
    }

    /** The same for what ends with an error. */
    static AbstractThrowableAssert<?, ?> assertFailsInTheEnd(ErrorCode code, Runnable action) {
        return assertFails(code, () -> again(action));
    }

    static AbstractThrowableAssert<?, ?> assertFails(ErrorCode code, ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(FerryException.class,
                failed -> assertThat(failed.code()).as(failed.getMessage()).isEqualTo(code));
    }
}
