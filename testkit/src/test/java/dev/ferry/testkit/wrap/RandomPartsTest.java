package dev.ferry.testkit.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.transport.Lane;
import dev.ferry.testkit.guest.SoftwareGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RandomPartsTest {

    private static final Map<String, Supplier<String>> PARTS = Map.of("a", () -> "A", "b", () -> "B", "c",
            () -> "C");

    @Test
    void aPartFailsAsOftenAsItIsTold() {
        try (SoftwareGuest guest = SoftwareGuest.start(1 << 16, 1)) {
            FailingAtRandom failing = new FailingAtRandom(7, 0.25);
            MemorySource source = failing.around(MemorySource.class, guest.memory());

            int failed = 0;
            for (int call = 0; call < 1_000; call++) {
                failed += catchThrowable(source::geometry) == null ? 0 : 1;
            }

            assertThat(failed).isBetween(150, 350);
            assertThat(failing.failures()).hasSize(failed).containsOnly("MemorySource.geometry");
        }
    }

    @Test
    void aPartFailsInTheSameCallsForTheSameSeed() {
        assertThat(failuresOf(3)).isEqualTo(failuresOf(3)).isNotEqualTo(failuresOf(4));
    }

    @Test
    void onlyTheMethodsThatAreNamedFail() {
        try (SoftwareGuest guest = SoftwareGuest.start(1 << 16, 1)) {
            FailingAtRandom failing = new FailingAtRandom(7, 1).only("collectDirty");
            MemorySource source = failing.around(MemorySource.class, guest.memory());

            assertThat(catchThrowable(source::startDirtyLog)).isNull();
            assertThat(catchThrowable(() -> source.collectDirty(new PageBitmap(16))))
                    .hasMessageContaining("seed 7");
            failing.stop();
            assertThat(catchThrowable(() -> source.collectDirty(new PageBitmap(16)))).isNull();
        }
    }

    @Test
    void aPartOfTheWireFailsAsAWireDoes() {
        Lane lane = new FailingAtRandom(1, 1).around(Lane.class, new Lane() {
            @Override
            public void write(ByteBuffer... sources) {}

            @Override
            public void read(ByteBuffer... targets) {}
        });

        assertThat(catchThrowable(() -> lane.write(ByteBuffer.allocate(1)))).isInstanceOf(IOException.class);
    }

    @Test
    void picksTheSameForTheSameSeedAndSaysWhat() {
        assertThat(mixed(5)).isEqualTo(mixed(5)).contains("seed 5", "part=", "lanes=", "asserting=");
    }

    @Test
    void picksEachPartForSomeSeed() {
        Set<String> picked = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            picked.add(new Mixer(seed).pick("part", PARTS));
        }

        assertThat(picked).containsExactlyInAnyOrder("A", "B", "C");
    }

    private static String mixed(long seed) {
        Mixer mixer = new Mixer(seed);
        mixer.pick("part", PARTS);
        mixer.number("lanes", 1, 4);
        mixer.toss("asserting");
        return mixer.toString();
    }

    private static String failuresOf(long seed) {
        try (SoftwareGuest guest = SoftwareGuest.start(1 << 16, 1)) {
            MemorySource source = new FailingAtRandom(seed, 0.5).around(MemorySource.class, guest.memory());
            StringBuilder failures = new StringBuilder();
            for (int call = 0; call < 100; call++) {
                failures.append(catchThrowable(source::geometry) == null ? '.' : 'x');
            }
            return failures.toString();
        }
    }
}
