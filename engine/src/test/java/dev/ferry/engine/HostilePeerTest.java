package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.guest.GuestHost;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.transport.Link;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.Message.Alive;
import dev.ferry.engine.wire.Message.Commit;
import dev.ferry.engine.wire.Message.Hello;
import dev.ferry.engine.wire.Message.Owed;
import dev.ferry.engine.wire.Message.Ready;
import dev.ferry.engine.wire.Message.Running;
import dev.ferry.engine.wire.Message.State;
import dev.ferry.engine.wire.Message.Welcome;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import dev.ferry.engine.wire.SessionToken;
import dev.ferry.engine.wire.PagesWriter;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.transport.inmemory.InMemoryTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A destination whose source does what the protocol does not allow says what was wrong, ends and keeps nothing. */
@Timeout(60)
class HostilePeerTest {

    private static final SessionToken TOKEN = new SessionToken(1, 2);
    private static final long PAGES = 64;
    /** What ends a migration here is what the peer says, and never that it says nothing. */
    private static final EngineSettings PATIENT = EngineSettings.defaults().withTimeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30), Duration.ofSeconds(1));
    private static final EngineSettings IMPATIENT = EngineSettings.defaults().withTimeouts(
            Duration.ofMillis(300),
            Duration.ofMillis(700), Duration.ofSeconds(1));

    private final InMemoryTransport transport = new InMemoryTransport();
    private final GuestHost host = new SoftwareGuestPlatform();
    private final SoftwareGuest guest = SoftwareGuest.start(PAGES * 4096, 7);
    private final MemoryGeometry geometry = guest.memory().geometry();
    private DestinationEnd destination;
    private CompletableFuture<Arrival> arrival;
    private Link link;
    private MessageWriter urgent;
    private MessageReader answers;

    @BeforeEach
    void connect() throws Exception {
        guest.control().pause();
        connect(PATIENT);
    }

    private void connect(EngineSettings settings) throws Exception {
        destination = DestinationEnd.builder().transport(transport, "d").host(host).settings(settings)
                .listen();
        arrival = CompletableFuture.supplyAsync(destination::receive);
        link = transport.connect("d");
        urgent = new MessageWriter(link.urgent());
        answers = new MessageReader(link.urgent());
    }

    @AfterEach
    void close() {
        disconnect();
        guest.close();
    }

    private void disconnect() {
        link.close();
        destination.close();
    }

    /** The next message that says more than that the destination is there. */
    private Message hear() throws Exception {
        Message message = answers.read();
        while (message instanceof Alive) {
            message = answers.read();
        }
        return message;
    }

    private MigrationFailedException refusal() {
        return (MigrationFailedException) catchThrowableOfType(CompletionException.class, arrival::join)
                .getCause();
    }

    private void assertRefused(ErrorCode code, String part) throws Exception {
        assertThat(hear()).isInstanceOfSatisfying(Abort.class, abort -> {
            assertThat(abort.code()).isEqualTo(code);
            assertThat(abort.reason()).contains(part);
        });
        assertThat(refusal().code()).isEqualTo(code);
        assertThat(refusal()).hasMessageContaining(part);
    }

    private void hello() throws Exception {
        urgent.write(new Hello(Message.VERSION, TOKEN, "g", geometry, false));
        assertThat(hear()).isInstanceOf(Welcome.class);
    }

    private PagesWriter pages() {
        return new PagesWriter(guest.memory(), link.bulk().getFirst(), 16);
    }

    /** A frame that is refused for its table of runs may find the lane closed before its page data is through. */
    private static void flushOrHangUp(PagesWriter pages) {
        try {
            pages.flush();
        } catch (IOException hungUp) {
            // The refusal is looked at below.
        }
    }

    @Test
    void anotherVersionIsRefusedWithBothVersions() throws Exception {
        urgent.write(new Hello(99, TOKEN, "g", geometry, false));

        assertRefused(ErrorCode.INCOMPATIBLE_PEER, "version 99 of the protocol, this destination speaks 3");
    }

    /** Who does not even say hello is told why it is not wanted, and the wait for a guest goes on. */
    private void assertTurnedAway(String part) throws Exception {
        assertThat(hear()).isInstanceOfSatisfying(Abort.class,
                abort -> assertThat(abort.reason()).contains(part));
        assertThat(arrival).isNotDone();
    }

    @Test
    void garbageIsTurnedAwayWithFieldAndOffset() throws Exception {
        link.urgent().write(ByteBuffer.wrap("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes()));

        assertTurnedAway("frame 71 at byte 0 of its lane: type is 71");
    }

    @Test
    void whoDoesNotSayHelloIsTurnedAway() throws Exception {
        urgent.write(new Commit());

        assertTurnedAway("frame COMMIT at byte 0 of its lane: it came out of turn");
    }

    @Test
    void silenceAfterHelloEndsTheMigration() throws Exception {
        disconnect();
        connect(IMPATIENT);
        hello();

        assertThat(refusal().code()).isEqualTo(ErrorCode.LINK_LOST);
        assertThat(refusal()).hasMessageContaining("the peer was silent for 1 s");
    }

    @Test
    void commitBeforeStateIsRefused() throws Exception {
        hello();
        urgent.write(new Commit());

        assertRefused(ErrorCode.PROTOCOL_VIOLATION, "frame COMMIT at byte");
    }

    @Test
    void aStateWithPagesMissingIsRefused() throws Exception {
        hello();
        urgent.write(new Owed(List.of(new PageRun(0, 5), new PageRun(6, PAGES - 6))));
        urgent.write(new State(guest.control().saveState()));

        assertRefused(ErrorCode.PROTOCOL_VIOLATION, "page 5 was neither sent nor announced as owed");
    }

    @Test
    void owedPagesBeyondTheGuestAreRefused() throws Exception {
        hello();
        urgent.write(new Owed(List.of(new PageRun(PAGES - 1, 2))));

        assertRefused(ErrorCode.PROTOCOL_VIOLATION, "PageRun[first=63, count=2] of 64 pages");
    }

    @Test
    void aPageThatIsNotOwedIsRefusedInPostcopy() throws Exception {
        hello();
        PagesWriter pages = pages();
        urgent.write(new Owed(List.of(new PageRun(0, PAGES))));
        urgent.write(new State(guest.control().saveState()));
        assertThat(hear()).isEqualTo(new Ready());
        urgent.write(new Commit());
        assertThat(hear()).isInstanceOf(Running.class);
        pages.add(3, 5);
        pages.flush();
        pages.add(4, 6);
        flushOrHangUp(pages);

        assertThat(refusal().code()).isEqualTo(ErrorCode.PROTOCOL_VIOLATION);
        assertThat(refusal()).hasMessageContaining("run 0 has pages 4 to 5, not all owed")
                .hasMessageContaining("The guest is lost").hasMessageContaining("62 of 64 pages never came");
    }

    @Test
    void aReferenceThatWasNotAgreedOnIsRefused() throws Exception {
        hello();
        PagesWriter pages = pages();
        pages.addCold(0, 5);
        pages.flush();

        assertRefused(ErrorCode.PROTOCOL_VIOLATION,
                "kind of run 0 is 2, allowed is 0 (raw), 1 (zero); references were not agreed on");
    }

    @Test
    void aSourceWithReferencesIsRefusedWhereThereIsNoSwapDevice() throws Exception {
        urgent.write(new Hello(Message.VERSION, TOKEN, "g", geometry, true));

        assertRefused(ErrorCode.RESERVATION_REFUSED, "set ferry.swap here");
    }

    @Test
    void theEndOfTheStreamIsNoSuccess() throws Exception {
        hello();
        link.close();

        assertThat(refusal().code()).isEqualTo(ErrorCode.LINK_LOST);
        assertThat(refusal()).hasMessageContaining("The guest is the source's");
    }

    @Test
    void garbageStateIsRefusedAndTheGuestStays() throws Exception {
        hello();
        urgent.write(new Owed(List.of(new PageRun(0, PAGES))));
        urgent.write(new State(new byte[]{1, 2, 3}));

        assertThat(hear()).isInstanceOf(Abort.class);
        assertThat(refusal()).hasMessageContaining("The guest is the source's");
    }
}
