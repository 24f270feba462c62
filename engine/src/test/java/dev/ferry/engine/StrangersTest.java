package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.memory.PageSet;
import dev.ferry.api.strategy.MigrationStrategy;
import dev.ferry.api.strategy.Residue;
import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import dev.ferry.engine.handover.Verdict;
import dev.ferry.engine.report.MigrationReport;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.Message.Abort;
import dev.ferry.engine.wire.Message.Bye;
import dev.ferry.engine.wire.Message.Commit;
import dev.ferry.engine.wire.Message.Complete;
import dev.ferry.engine.wire.Message.Hello;
import dev.ferry.engine.wire.Message.Owed;
import dev.ferry.engine.wire.Message.Ready;
import dev.ferry.engine.wire.Message.Resume;
import dev.ferry.engine.wire.Message.Resumed;
import dev.ferry.engine.wire.Message.Running;
import dev.ferry.engine.wire.Message.State;
import dev.ferry.engine.wire.Message.Welcome;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import dev.ferry.engine.wire.PagesWriter;
import dev.ferry.engine.wire.SessionToken;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.transport.tcp.TcpOptions;
import dev.ferry.transport.tcp.TcpTransport;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is silent, slow or somebody else neither keeps nor disturbs those who belong to a migration. */
@Timeout(60)
class StrangersTest {

    private static final int MANY = 70;
    private static final long PAGES = 64;
    private static final SessionToken TOKEN = new SessionToken(1, 2);
    private static final EngineSettings SETTINGS = EngineSettings.defaults().withBatches(32 << 10, 16 << 10)
            .withRoundPeek(Duration.ofNanos(1))
            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(30));
    /** Of those who belong to a migration: they are never taken for strangers because the machine is busy. */
    private static final EngineSettings PATIENT = SETTINGS.withTimeouts(Duration.ofSeconds(10),
            Duration.ofSeconds(10), Duration.ofSeconds(30));
    private static final TcpTransport TCP = new TcpTransport(
            TcpOptions.DEFAULTS.withPreambleTimeout(Duration.ofSeconds(1)));

    private final ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
    private final InMemoryTransport network = new InMemoryTransport();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        drip.shutdownNow();
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private <C extends AutoCloseable> C opened(C closeable) {
        opened.add(closeable);
        return closeable;
    }

    private Ferrying ferrying(Transport transport, String address) {
        return opened(new Ferrying(transport, address, new SoftwareGuestPlatform(), PAGES, 20_000, SETTINGS));
    }

    private static SourceEnd source(Ferrying ferrying, Transport transport) {
        return source(ferrying, transport, new Postcopy(new ActivePush()));
    }

    private static SourceEnd source(Ferrying ferrying, Transport transport, MigrationStrategy strategy) {
        return SourceEnd.builder().guest(Ferrying.GUEST, ferrying.guest.memory(), ferrying.guest.control())
                .strategy(strategy)
                .transport(transport, ferrying.destination.address()).settings(PATIENT).build();
    }

    private static void assertArrives(Ferrying ferrying, Future<Arrival> arrival) throws Exception {
        arrival.get(30, TimeUnit.SECONDS);
        Ferrying.awaitWork(ferrying.arrived());
        assertThat(ferrying.arrived().prove()).isEmpty();
    }

    /** Waits until the destination has ended a link; it may say why before. */
    private static void assertTurnedAway(Link stranger) {
        MessageReader answers = new MessageReader(stranger.urgent());
        try {
            assertThat(answers.read()).isInstanceOf(Abort.class);
        } catch (IOException ended) {
            assertThat(ended).as("how the link of a stranger ends").isNotNull();
        }
    }

    /** Says hello so slowly that it never ends. */
    private void dripHello(Lane lane) {
        byte[] begin = {1, 0, 0, 0, 60, 0, 0, 0};
        int[] said = {0};
        drip.scheduleAtFixedRate(() -> {
            try {
                lane.write(ByteBuffer.wrap(begin, said[0]++, 1));
            } catch (IOException turnedAway) {
                throw new IllegalStateException(turnedAway);
            }
        }, 0, 250, TimeUnit.MILLISECONDS);
    }

    private Link connect(Transport transport, String address) throws IOException {
        Link link = transport.connect(address);
        opened.add(link);
        return link;
    }

    private void strangersDelayNobody(Transport transport, String address) throws Exception {
        Ferrying ferrying = ferrying(transport, address);
        Future<Arrival> arrival = ferrying.receive();
        List<Link> strangers = new ArrayList<>();
        for (int stranger = 0; stranger < MANY; stranger++) {
            strangers.add(connect(transport, ferrying.destination.address()));
            if (stranger % 2 == 0) {
                dripHello(strangers.getLast().urgent());
            }
        }

        source(ferrying, transport).migrate();

        assertArrives(ferrying, arrival);
        strangers.forEach(StrangersTest::assertTurnedAway);
    }

    @Test
    void silentAndSlowStrangersDelayNobodyAndAreTurnedAway() throws Exception {
        strangersDelayNobody(network, "b");
    }

    @Test
    void silentAndSlowStrangersDelayNobodyAndAreTurnedAwayOverTcp() throws Exception {
        strangersDelayNobody(TCP, "127.0.0.1:0");
    }

    @Test
    void connectionsThatAreNoLinkDelayNobodyAndAreClosed() throws Exception {
        Ferrying ferrying = ferrying(TCP, "127.0.0.1:0");
        Future<Arrival> arrival = ferrying.receive();
        List<Socket> strangers = new ArrayList<>();
        for (int stranger = 0; stranger < MANY; stranger++) {
            String address = ferrying.destination.address();
            int colon = address.lastIndexOf(':');
            Socket socket = opened(
                    new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))));
            strangers.add(socket);
            if (stranger % 2 == 0) {
                OutputStream out = socket.getOutputStream();
                byte[] preamble = "FERRYTCP\1".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                int[] said = {0};
                drip.scheduleAtFixedRate(() -> {
                    try {
                        out.write(preamble[said[0]++]);
                    } catch (IOException turnedAway) {
                        throw new IllegalStateException(turnedAway);
                    }
                }, 0, 250, TimeUnit.MILLISECONDS);
            }
        }

        source(ferrying, TCP).migrate();

        assertArrives(ferrying, arrival);
        for (Socket stranger : strangers) {
            assertThat(isClosed(stranger)).isTrue();
        }
    }

    private static boolean isClosed(Socket stranger) {
        try {
            return stranger.getInputStream().read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    /** The answer to who comes back with a token over a new link. */
    private Message comeBack(String address, SessionToken token, long attempt) throws IOException {
        try (Link link = network.connect(address)) {
            new MessageWriter(link.urgent()).write(new Resume(token, attempt));
            return new MessageReader(link.urgent()).read();
        }
    }

    private static void assertRefused(Message answer, ErrorCode code) {
        assertThat(answer).isInstanceOfSatisfying(Abort.class,
                abort -> assertThat(abort.code()).isEqualTo(code));
    }

    /** Makes the first connection; lets later ones wait, and then fail, until it is told otherwise. */
    private static final class HeldTransport implements Transport {

        private final Transport inner;
        private final CountDownLatch comesBack = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final CompletableFuture<Link> first = new CompletableFuture<>();

        HeldTransport(Transport inner) {
            this.inner = inner;
        }

        @Override
        public LinkListener listen(String address) throws IOException {
            return inner.listen(address);
        }

        @Override
        public Link connect(String address) throws IOException {
            if (!first.isDone()) {
                first.complete(inner.connect(address));
                return first.join();
            }
            comesBack.countDown();
            try {
                released.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            throw new IOException("held");
        }

        void cut() {
            first.join().close();
        }
    }

    @Test
    void aWrongTokenIsRefusedWhileTheLinkIsLostAndTheRightfulSourceRecovers() throws Exception {
        Ferrying ferrying = ferrying(network, "b");
        HeldTransport held = new HeldTransport(network);
        Future<Arrival> arrival = ferrying.receive();
        SourceEnd source = source(ferrying, held, session -> {
            PageSet owed = session.switchOver(Residue.OWE);
            held.cut();
            session.push(owed, new ActivePush());
            session.complete();
        });
        Future<MigrationReport> report = ferrying.migrate(source);
        held.comesBack.await();

        assertRefused(comeBack("b", SessionToken.random(), 1), ErrorCode.UNKNOWN_SESSION);
        assertRefused(comeBack("b", new SessionToken(0, 0), Long.MAX_VALUE), ErrorCode.UNKNOWN_SESSION);

        assertThat(source.resumeOver(network, "b")).isTrue();
        held.released.countDown();
        assertThat(report.get(30, TimeUnit.SECONDS).recoveries()).isPositive();
        assertArrives(ferrying, arrival);
    }

    @Test
    void aStrangerInPlaceOfTheDestinationIsRefusedAndTheRightOneIsFound() throws Exception {
        Ferrying ferrying = ferrying(network, "b");
        HeldTransport held = new HeldTransport(network);
        Future<Arrival> arrival = ferrying.receive();
        SourceEnd source = source(ferrying, held, session -> {
            PageSet owed = session.switchOver(Residue.OWE);
            held.cut();
            session.push(owed, new ActivePush());
            session.complete();
        });
        Future<MigrationReport> report = ferrying.migrate(source);
        held.comesBack.await();
        LinkListener stranger = opened(network.listen("stranger"));
        assertThat(source.resumeOver(network, "stranger")).isTrue();
        held.released.countDown();

        for (Verdict lie : List.of(new Verdict.Completed(), new Verdict.Dropped("a lie"),
                new Verdict.Lost("a lie"), new Verdict.Running(0))) {
            Link link = stranger.accept();
            MessageReader heard = new MessageReader(link.urgent());
            assertThat(heard.read()).isInstanceOf(Resume.class);
            new MessageWriter(link.urgent()).write(new Resumed(SessionToken.random(), lie));
            assertTurnedAway(link);
        }

        assertThat(report).isNotDone();
        assertThat(source.resumeOver(network, "b")).isTrue();
        stranger.close();
        assertThat(report.get(30, TimeUnit.SECONDS).recoveries()).isPositive();
        assertArrives(ferrying, arrival);
    }

    /** A source by hand, whose tokens are known. */
    private final class Hand {

        private final Ferrying ferrying;
        private final SessionToken token;
        private Link link;
        private MessageWriter say;
        private MessageReader heard;

        Hand(Ferrying ferrying, SessionToken token) throws IOException {
            this.ferrying = ferrying;
            this.token = token;
            connect();
        }

        private void connect() throws IOException {
            link = StrangersTest.this.connect(network, "b");
            say = new MessageWriter(link.urgent());
            heard = new MessageReader(link.urgent());
        }

        <M extends Message> M hear(Class<M> type) throws IOException {
            Message message = heard.read();
            while (message instanceof Message.Alive || message instanceof Message.Fault) {
                message = heard.read();
            }
            assertThat(message).isInstanceOf(type);
            return type.cast(message);
        }

        /** Hands the guest over, and owes all of it. */
        SessionToken handOver() throws IOException {
            say.write(new Hello(Message.VERSION, token, Ferrying.GUEST, ferrying.guest.memory().geometry(),
                    false));
            SessionToken destination = hear(Welcome.class).token();
            ferrying.guest.control().pause();
            say.write(new Owed(List.of(new PageRun(0, PAGES))));
            say.write(new State(ferrying.guest.control().saveState()));
            hear(Ready.class);
            say.write(new Commit());
            hear(Running.class);
            return destination;
        }

        void comeBackAs(long attempt) throws IOException {
            link.close();
            connect();
            say.write(new Resume(token, attempt));
        }

        void pushAll() throws IOException {
            PagesWriter pages = new PagesWriter(ferrying.guest.memory(), link.bulk().getFirst(), (int) PAGES);
            pages.add(0, PAGES);
            pages.flush();
            hear(Complete.class);
            say.write(new Bye());
        }
    }

    @Test
    void aStaleAttemptIsRefusedAndALaterOneRecovers() throws Exception {
        Ferrying ferrying = ferrying(network, "b");
        Future<Arrival> arrival = ferrying.receive();
        Hand source = new Hand(ferrying, TOKEN);
        source.handOver();
        source.comeBackAs(2);
        assertThat(source.hear(Resumed.class).verdict()).isEqualTo(new Verdict.Running(PAGES));

        assertRefused(comeBack("b", TOKEN, 1), ErrorCode.PEER_ABORTED);
        assertRefused(comeBack("b", TOKEN, 2), ErrorCode.PEER_ABORTED);
        assertRefused(comeBack("b", TOKEN, -1), ErrorCode.PEER_ABORTED);
        assertRefused(comeBack("b", new SessionToken(2, 1), 3), ErrorCode.UNKNOWN_SESSION);

        assertThat(MissingPages.read(source.heard, PAGES, PAGES).size()).isEqualTo(PAGES);
        source.pushAll();
        assertArrives(ferrying, arrival);
    }

    @Test
    void theTokenOfAnEarlierMigrationTellsItsEndAndDisturbsNoLaterOne() throws Exception {
        Ferrying ferrying = ferrying(network, "b");
        Future<Arrival> first = ferrying.receive();
        Hand earlier = new Hand(ferrying, TOKEN);
        SessionToken itsDestination = earlier.handOver();
        earlier.pushAll();
        assertArrives(ferrying, first);
        ferrying.arrived().close();
        ferrying.destination.forget(Ferrying.GUEST);
        Future<Arrival> second = ferrying.receive();
        Hand later = new Hand(ferrying, SessionToken.random());
        later.handOver();

        assertThat(comeBack("b", TOKEN, 1))
                .isEqualTo(new Resumed(itsDestination, new Verdict.Completed()));

        later.pushAll();
        assertArrives(ferrying, second);
    }
}
