package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.memory.MemorySource;
import dev.ferry.api.memory.PageBitmap;
import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Commit;
import dev.ferry.engine.wire.Message.Fault;
import dev.ferry.engine.wire.Message.Hello;
import dev.ferry.engine.wire.Message.Ready;
import dev.ferry.engine.wire.Message.Running;
import dev.ferry.engine.wire.Message.State;
import dev.ferry.engine.wire.Message.Welcome;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import dev.ferry.engine.wire.SessionToken;
import dev.ferry.strategies.postcopy.DemandPaging;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.wrap.ForwardingMemorySource;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A source whose destination breaks the protocol, or dies, says where the guest is and never guesses. */
@Timeout(60)
class HostileDestinationTest {

    private static final SessionToken TOKEN = new SessionToken(1, 2);
    /** What ends a migration here is what the peer does, and never that it does nothing. */
    private static final EngineSettings PATIENT = EngineSettings.defaults().withTimeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30), Duration.ofSeconds(1));

    private interface Script {
        void run(MessageReader heard, MessageWriter say, Lane urgent) throws IOException;
    }

    private final InMemoryTransport transport = new InMemoryTransport();
    private final SoftwareGuest guest = SoftwareGuest.start(64 * 4096, 3);
    private LinkListener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = transport.listen("d");
    }

    @AfterEach
    void close() {
        listener.close();
        guest.close();
    }

    /** Migrates by demand paging to a destination that follows a script and then dies. */
    private MigrationFailedException migrateTo(Script script) {
        return migrateTo(PATIENT, script);
    }

    private MigrationFailedException migrateTo(EngineSettings settings, Script script) {
        Future<?> destination = CompletableFuture.runAsync(() -> {
            try (Link link = listener.accept()) {
                script.run(new MessageReader(link.urgent()), new MessageWriter(link.urgent()), link.urgent());
            } catch (IOException ended) {
                throw new IllegalStateException(ended);
            } finally {
                listener.close();
            }
        });
        SourceEnd source = SourceEnd.builder().guest("g", withoutAbsentPages(), guest.control())
                .strategy(new Postcopy(new DemandPaging())).transport(transport, "d")
                .settings(settings).build();
        MigrationFailedException failed = catchThrowableOfType(MigrationFailedException.class,
                source::migrate);
        assertThat(destination).succeedsWithin(Duration.ofSeconds(30));
        return failed;
    }

    /** Nothing is sent before the guest runs there: the script does not acknowledge it. */
    private MemorySource withoutAbsentPages() {
        return new ForwardingMemorySource(guest.memory()) {
            @Override
            public void collectAbsent(PageBitmap absent) {}
        };
    }

    private static <M extends Message> void until(MessageReader heard, Class<M> type) throws IOException {
        while (!type.isInstance(heard.read())) {
            // Whatever comes before it.
        }
    }

    private void assertRunsAtSource(MigrationFailedException failed, ErrorCode code) {
        assertThat(failed.guestFate()).isEqualTo(GuestFate.RUNS_AT_SOURCE);
        assertThat(failed.code()).isEqualTo(code);
        Ferrying.awaitWork(guest);
        assertThat(guest.prove()).isEmpty();
    }

    @Test
    void silenceEndsAfterTheTimeout() {
        EngineSettings impatient = PATIENT.withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(30),
                Duration.ofSeconds(1));
        MigrationFailedException failed = migrateTo(impatient, (heard, say, urgent) -> {
            until(heard, Hello.class);
            until(heard, Message.Abort.class);
        });

        assertRunsAtSource(failed, ErrorCode.LINK_LOST);
        assertThat(failed).hasMessageContaining("no Welcome from the destination within 1 s");
    }

    @Test
    void garbageIsNamedByFieldAndOffset() {
        MigrationFailedException failed = migrateTo((heard, say, urgent) -> {
            until(heard, Hello.class);
            urgent.write(ByteBuffer.wrap("SSH-2.0-OpenSSH_9.9 and more\r\n".getBytes()));
            until(heard, Message.Abort.class);
        });

        assertRunsAtSource(failed, ErrorCode.PROTOCOL_VIOLATION);
        assertThat(failed).hasMessageContaining("frame 83 at byte 0 of its lane: type is 83");
    }

    @Test
    void anAnswerOutOfTurnIsRefused() {
        MigrationFailedException failed = migrateTo((heard, say, urgent) -> {
            until(heard, Hello.class);
            say.write(new Running());
            until(heard, Message.Abort.class);
        });

        assertRunsAtSource(failed, ErrorCode.PROTOCOL_VIOLATION);
    }

    @Test
    void deathBeforeCommitmentResumesThePausedGuest() {
        MigrationFailedException failed = migrateTo((heard, say, urgent) -> {
            until(heard, Hello.class);
            say.write(new Welcome(TOKEN));
            until(heard, State.class);
        });

        assertRunsAtSource(failed, ErrorCode.LINK_LOST);
    }

    @Test
    void deathAfterCommitmentLeavesTheSourcePausedAndInDoubt() {
        MigrationFailedException failed = migrateTo((heard, say, urgent) -> {
            until(heard, Hello.class);
            say.write(new Welcome(TOKEN));
            until(heard, State.class);
            say.write(new Ready());
            until(heard, Commit.class);
        });

        assertThat(failed.guestFate()).isEqualTo(GuestFate.IN_DOUBT);
        assertThat(failed).hasMessageContaining("the guest stays paused at the source");
        assertThat(failed.report().outcome()).isEqualTo("in-doubt");
        long work = guest.control().workDone().orElseThrow();
        assertThat(guest.control().saveState()).as("only a paused guest has a state to save").isNotEmpty();
        assertThat(guest.control().workDone()).hasValue(work);
    }

    @Test
    void aFaultBeyondTheGuestEndsTheMigrationAndIsNamed() {
        MigrationFailedException failed = migrateTo((heard, say, urgent) -> {
            until(heard, Hello.class);
            say.write(new Welcome(TOKEN));
            until(heard, State.class);
            say.write(new Ready());
            until(heard, Commit.class);
            say.write(new Running());
            say.write(new Fault(64));
            until(heard, Message.Abort.class);
        });

        assertThat(failed.guestFate()).isEqualTo(GuestFate.LOST);
        assertThat(failed).hasMessageContaining("page is 64, allowed is 0 to 63");
    }
}
