package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.guest.GuestControl;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A strategy may slow the guest; the engine never leaves it slowed. */
@Timeout(60)
class StunnedGuestTest {

    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Test
    void isLetGoBeforeItIsPaused() throws Exception {
        try (Ferrying ferrying = new Ferrying(256)) {
            Future<Arrival> arrival = ferrying.receive();
            source(ferrying, session -> {
                assertThat(session.stun(50)).isTrue();
                session.send(session.dirty());
                session.stun(70);
                session.switchOver(Residue.COPY);
                session.complete();
            }).migrate();

            arrival.get(30, TimeUnit.SECONDS);
            assertThat(calls).containsExactly("stun 50", "stun 70", "stun 0", "pause");
        }
    }

    @Test
    void isLetGoWhereTheStrategyFails() {
        try (Ferrying ferrying = new Ferrying(256)) {
            ferrying.receive();
            SourceEnd source = source(ferrying, session -> {
                session.stun(99);
                throw new IllegalStateException("no more");
            });

            assertThatThrownBy(source::migrate).isInstanceOf(MigrationFailedException.class);
            assertThat(calls).containsExactly("stun 99", "resume", "stun 0");
        }
    }

    @Test
    void isLetGoWhereTheMigrationIsCancelled() {
        AtomicReference<SourceEnd> source = new AtomicReference<>();
        try (Ferrying ferrying = new Ferrying(256)) {
            ferrying.receive();
            source.set(source(ferrying, session -> {
                session.stun(99);
                source.get().cancel();
                session.send(session.dirty());
            }));

            assertThatThrownBy(source.get()::migrate).isInstanceOf(CancellationException.class);
            assertThat(calls).containsExactly("stun 99", "resume", "stun 0");
        }
    }

    @Test
    void isLeftAloneWhereNobodySlowsIt() throws Exception {
        try (Ferrying ferrying = new Ferrying(256)) {
            Future<Arrival> arrival = ferrying.receive();
            source(ferrying, session -> {
                session.switchOver(Residue.COPY);
                assertThatThrownBy(() -> session.stun(1)).isInstanceOf(IllegalStateException.class);
                session.complete();
            }).migrate();

            arrival.get(30, TimeUnit.SECONDS);
            assertThat(calls).containsExactly("pause");
        }
    }

    @Test
    void isNotAskedForWhatIsNoStun() throws Exception {
        try (Ferrying ferrying = new Ferrying(256)) {
            Future<Arrival> arrival = ferrying.receive();
            source(ferrying, session -> {
                assertThatThrownBy(() -> session.stun(100)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> session.limitBandwidth(-1))
                        .isInstanceOf(IllegalArgumentException.class);
                session.switchOver(Residue.COPY);
                session.complete();
            }).migrate();

            arrival.get(30, TimeUnit.SECONDS);
            assertThat(calls).containsExactly("pause");
        }
    }

    private SourceEnd source(Ferrying ferrying, MigrationStrategy strategy) {
        return SourceEnd.builder()
                .guest(Ferrying.GUEST, ferrying.guest.memory(), new Watched(ferrying.guest.control()))
                .strategy(strategy).transport(ferrying.transport, ferrying.destination.address()).build();
    }

    /** Notes what is done to a guest. */
    private final class Watched implements GuestControl {

        private final GuestControl guest;

        private Watched(GuestControl guest) {
            this.guest = guest;
        }

        @Override
        public void pause() {
            calls.add("pause");
            guest.pause();
        }

        @Override
        public void resume() {
            calls.add("resume");
            guest.resume();
        }

        @Override
        public byte[] saveState() {
            return guest.saveState();
        }

        @Override
        public void loadState(byte[] state) {
            guest.loadState(state);
        }

        @Override
        public boolean stun(int percent) {
            calls.add("stun " + percent);
            return guest.stun(percent);
        }

        @Override
        public OptionalLong workDone() {
            return guest.workDone();
        }
    }
}
