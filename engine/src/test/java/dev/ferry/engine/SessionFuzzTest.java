package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.api.ErrorCode;
import dev.ferry.api.event.GuestFate;
import dev.ferry.api.guest.Reservation;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.engine.handover.Verdict;
import dev.ferry.engine.report.FaultFigures.Latency;
import dev.ferry.engine.report.FaultFigures;
import dev.ferry.engine.wire.FrameType;
import dev.ferry.engine.wire.FuzzedFrames;
import dev.ferry.engine.wire.Message;
import dev.ferry.engine.wire.MessageReader;
import dev.ferry.engine.wire.MessageWriter;
import dev.ferry.engine.wire.PagesWriter;
import dev.ferry.engine.wire.SessionToken;
import dev.ferry.strategies.postcopy.ActivePush;
import dev.ferry.strategies.postcopy.Postcopy;
import dev.ferry.strategies.precopy.StopAndCopy;
import dev.ferry.testkit.guest.SoftwareGuest;
import dev.ferry.testkit.guest.SoftwareGuestPlatform;
import dev.ferry.transport.inmemory.InMemoryTransport;
import dev.ferry.workload.ProvenGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whole sessions with a peer that mostly does what it should: the real end ends in time, as it may, says rightly where
 * the guest is, and leaves nothing behind. CONTRIBUTING.md says how to run more sessions, or one again.
 */
@Timeout(3600)
class SessionFuzzTest {

    private static final long SEED = Long.getLong("ferry.fuzz.seed", 20261121);
    private static final long FIRST = Long.getLong("ferry.fuzz.first", 0);
    private static final long SESSIONS = Long.getLong("ferry.fuzz.sessions", 40);
    private static final long PAGES = 64;
    /** Sessions at a time: most of their time they wait for a peer that is silent. */
    private static final int LANES = 16;
    private static final Duration IN_TIME = Duration.ofSeconds(60);
    private static final EngineSettings SETTINGS = EngineSettings.defaults().withTimeouts(
            Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5));
    private static final EngineSettings PATIENT = EngineSettings.defaults().withTimeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30), Duration.ofSeconds(30));

    /** What a peer does next. */
    private interface Step {
        void run() throws IOException;
    }

    private record Named(String name, Step step) {
        @Override
        public String toString() {
            return name;
        }
    }

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, Integer> outcomes = Collections.synchronizedMap(new TreeMap<>());

    @AfterEach
    void close() {
        executor.shutdownNow();
    }

    /** What one lane does, one session after the other. */
    private interface Sessions {
        void run(Iterable<Long> sessions) throws Exception;
    }

    /** Shares the sessions out; throws what a lane has thrown. */
    private void sideBySide(Sessions lane) throws Exception {
        List<Future<?>> lanes = new ArrayList<>();
        for (long first = FIRST; first < FIRST + Math.min(LANES, SESSIONS); first++) {
            List<Long> sessions = LongStream.iterate(first, session -> session < FIRST + SESSIONS,
                    session -> session + LANES).boxed().toList();
            lanes.add(executor.submit(() -> {
                lane.run(sessions);
                return null;
            }));
        }
        for (Future<?> each : lanes) {
            each.get();
        }
    }

    private static void await(String what, BooleanSupplier holds) {
        long untilNanos = System.nanoTime() + IN_TIME.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - untilNanos > 0) {
                throw new AssertionError("not in time: " + what);
            }
            Thread.onSpinWait();
        }
    }

    /** Waits for an end, however it is, and again and again asks for it. */
    private static void awaitEnd(String what, Future<?> end, Runnable ask) throws InterruptedException {
        long untilNanos = System.nanoTime() + IN_TIME.toNanos();
        while (System.nanoTime() - untilNanos < 0) {
            try {
                end.get(2, TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException ended) {
                return;
            } catch (TimeoutException notYet) {
                ask.run();
            }
        }
        throw new AssertionError("not in time: " + what);
    }

    /** One of the two ends that are tested has no thread left. */
    private static void assertNoThreadIsLeft() {
        await("the end of all threads of Ferry", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("ferry-")));
    }

    private void report(String peer) {
        System.out.println("sessions with a hostile " + peer + ", seed " + SEED + ": " + outcomes);
    }

    /** A frame that may be anything, for the lane given. */
    private static Named anything(Random random, Lane lane) {
        FrameType type = FrameType.values()[random.nextInt(FrameType.values().length)];
        byte[] frame = new FuzzedFrames(random, 4096, PAGES).frame(type);
        return new Named("fuzzed " + type, () -> lane.write(ByteBuffer.wrap(frame)));
    }

    /** Bends a script in up to two places. */
    private static List<Named> bent(Random random, List<Named> right, List<Named> wrong) {
        List<Named> steps = new ArrayList<>(right);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = 1 + random.nextInt(steps.size() - 1);
            switch (random.nextInt(6)) {
                case 0 -> steps.add(at, steps.get(at));
                case 1 -> steps.remove(at);
                case 2 -> Collections.swap(steps, at, 1 + random.nextInt(steps.size() - 1));
                default -> steps.add(at, wrong.get(random.nextInt(wrong.size())));
            }
            if (steps.size() < 2) {
                break;
            }
        }
        return steps;
    }

    private static void play(List<Named> steps) {
        try {
            for (Named step : steps) {
                step.step().run();
            }
        } catch (IOException ended) {
            // The real end has had enough.
        }
    }

    private static Named say(MessageWriter writer, Message message) {
        return new Named(message.frameName(), () -> writer.write(message));
    }

    private static Named flood(MessageWriter writer, Message message) {
        return new Named("1000 " + message.frameName(), () -> {
            for (int count = 0; count < 1000; count++) {
                writer.write(message);
            }
        });
    }

    private static Named hear(MessageReader reader, Class<? extends Message> type) {
        return new Named("hear " + type.getSimpleName(), () -> {
            Message message = reader.read();
            while (!type.isInstance(message)) {
                if (message instanceof Message.Abort || message instanceof Message.Pages) {
                    throw new IOException("nothing more is heard here");
                }
                message = reader.read();
            }
        });
    }

    @Test
    void aDestinationSurvivesAnySource() throws Exception {
        sideBySide(sessions -> {
            Victim victim = new Victim();
            for (long session : sessions) {
                victim.hostileSource(session);
                victim.goodMigration("seed " + SEED + ", session " + session);
            }
            victim.destination.close();
        });
        report("source");
        assertNoThreadIsLeft();
    }

    /** A destination that meets one hostile source after the other, and between them good ones. */
    private final class Victim {

        private final InMemoryTransport network = new InMemoryTransport();
        private final Map<String, Reservation> reserved = new ConcurrentHashMap<>();
        private final SoftwareGuestPlatform platform = new SoftwareGuestPlatform();
        private final DestinationEnd destination = DestinationEnd.builder().transport(network, "d")
                .settings(SETTINGS).host(this::reserve).listen();

        private Reservation reserve(String guestId, MemoryGeometry geometry) {
            Reservation reservation = platform.reserve(guestId, geometry);
            reserved.put(guestId, reservation);
            return reservation;
        }

        private void hostileSource(long session) throws Exception {
            Random random = new Random(SEED + session);
            SoftwareGuest guest = SoftwareGuest.start(PAGES * 4096, session);
            guest.control().pause();
            Future<Arrival> arrival = executor.submit(destination::receive);
            List<Named> steps = List.of();
            try (Link link = network.connect("d")) {
                steps = sourceScript(random, link, guest);
                play(steps);
            }
            String name = "seed " + SEED + ", session " + session + ", " + steps;
            awaitEnd(name, arrival, () -> destination.giveUp("g"));
            outcomes.merge(outcome(name, arrival), 1, Integer::sum);
            destination.forget("g");
            guest.close();
            ((ProvenGuest) reserved.remove("g")).close();
        }

        private List<Named> sourceScript(Random random, Link link, SoftwareGuest guest) {
            MessageWriter say = new MessageWriter(link.urgent());
            MessageReader heard = new MessageReader(link.urgent());
            Lane bulk = link.bulk().getFirst();
            MessageWriter sayBulk = new MessageWriter(bulk);
            SessionToken token = new SessionToken(random.nextLong(), random.nextLong());
            long copied = random.nextInt((int) PAGES + 1);
            byte[] state = guest.control().saveState();
            List<Named> right = new ArrayList<>();
            right.add(say(say,
                    new Message.Hello(Message.VERSION, token, "g", guest.memory().geometry(), false)));
            right.add(hear(heard, Message.Welcome.class));
            if (copied > 0) {
                right.add(pages(guest, bulk, 0, copied));
                right.add(hear(new MessageReader(bulk), Message.Ack.class));
            }
            if (copied < PAGES) {
                right.add(say(say, new Message.Owed(List.of(new PageRun(copied, PAGES - copied)))));
            }
            right.add(say(say, new Message.State(state)));
            right.add(hear(heard, Message.Ready.class));
            right.add(say(say, new Message.Commit()));
            right.add(hear(heard, Message.Running.class));
            for (long first = copied; first < PAGES; first += 16) {
                right.add(pages(guest, random.nextBoolean() ? bulk : link.urgent(), first,
                        Math.min(PAGES, first + 16)));
            }
            right.add(hear(heard, Message.Complete.class));
            right.add(say(say, new Message.Bye()));
            long page = random.nextInt((int) PAGES);
            return bent(random, right, List.of(say(say, new Message.Abort(ErrorCode.PEER_ABORTED, "odd")),
                    say(say, new Message.Ready()), say(say, new Message.Commit()),
                    say(say, new Message.Bye()),
                    say(say, new Message.Fault(page)), flood(say, new Message.Alive()),
                    flood(say, new Message.Ready()), say(say, new Message.State(new byte[0])),
                    say(say, new Message.Resume(token, 1)), say(sayBulk, new Message.Ack()),
                    say(sayBulk, new Message.State(state)), say(sayBulk, new Message.Commit()),
                    say(say, new Message.Owed(List.of(new PageRun(page, PAGES)))),
                    say(say, new Message.Owed(List.of(new PageRun(page, 1)))),
                    pages(guest, bulk, page, page + 1), pages(guest, link.urgent(), page, page + 1),
                    anything(random, link.urgent()), anything(random, bulk), new Named("close", link::close),
                    new Named("come back", () -> comeBack(random, token, guest))));
        }

        /** Over a new link, in the middle of everything, and perhaps with a lie. */
        private void comeBack(Random random, SessionToken token, SoftwareGuest guest) throws IOException {
            try (Link link = network.connect("d")) {
                MessageWriter say = new MessageWriter(link.urgent());
                SessionToken shown = random.nextBoolean() ? token : new SessionToken(7, 7);
                say.write(new Message.Resume(shown, random.nextInt(4)));
                Message answer = new MessageReader(link.urgent()).read();
                if (answer instanceof Message.Resumed) {
                    play(List.of(
                            random.nextBoolean()
                                    ? say(say, new Message.Commit())
                                    : anything(random, link.urgent()),
                            pages(guest, link.bulk().getFirst(), 0, PAGES)));
                }
            }
        }

        private void goodMigration(String name) throws Exception {
            try (SoftwareGuest guest = SoftwareGuest.start(PAGES * 4096, SEED)) {
                Future<Arrival> arrival = executor.submit(destination::receive);
                SourceEnd.builder().guest("good", guest.memory(), guest.control())
                        .strategy(new Postcopy(new ActivePush())).transport(network, "d").settings(PATIENT)
                        .build()
                        .migrate();
                arrival.get();
                ProvenGuest arrived = (ProvenGuest) reserved.remove("good");
                assertThat(arrived.prove()).as(name).isEmpty();
                arrived.close();
                destination.forget("good");
            }
        }
    }

    private static Named pages(SoftwareGuest guest, Lane lane, long first, long end) {
        return new Named("PAGES " + first + " to " + (end - 1), () -> {
            PagesWriter pages = new PagesWriter(guest.memory(), lane, (int) PAGES);
            pages.add(first, end);
            pages.flush();
        });
    }

    /** How a future ended, in a word; it must not have ended with anything but what its method says. */
    private static String outcome(String name, Future<?> end) throws InterruptedException {
        try {
            end.get();
            return "completed";
        } catch (ExecutionException failed) {
            assertThat(failed.getCause()).as(name).isInstanceOf(MigrationFailedException.class);
            return ((MigrationFailedException) failed.getCause()).guestFate().name();
        }
    }

    @Test
    void aSourceSurvivesAnyDestination() throws Exception {
        sideBySide(sessions -> {
            for (long session : sessions) {
                new HostileDestination(session).run();
            }
        });
        report("destination");
        assertNoThreadIsLeft();
    }

    /** A destination that follows a script, on its first link and on those over which the source comes back. */
    private final class HostileDestination {

        private final InMemoryTransport network = new InMemoryTransport();
        private final Random random;
        private final SoftwareGuest guest;
        private final SessionToken token = new SessionToken(3, 4);
        private final List<Object> story = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean heardCommit;
        private volatile boolean saidRunning;
        private volatile boolean saidItNeverRan;

        HostileDestination(long session) {
            random = new Random(SEED - 1 - session);
            guest = SoftwareGuest.start(PAGES * 4096, session);
            story.add("seed " + SEED + ", session " + session);
        }

        void run() throws Exception {
            LinkListener listener = network.listen("s");
            SourceEnd source = SourceEnd.builder().guest("g", guest.memory(), guest.control())
                    .strategy(random.nextBoolean() ? new StopAndCopy() : new Postcopy(new ActivePush()))
                    .transport(network, "s").settings(SETTINGS).build();
            Future<?> migration = executor.submit(source::migrate);
            int comeBacks = random.nextInt(3);
            Future<?> hostile = executor.submit(() -> {
                serve(listener, true);
                for (int link = 0; link < comeBacks; link++) {
                    serve(listener, false);
                }
                listener.close();
                return null;
            });
            awaitEnd(story.toString(), migration, () -> {
                if (hostile.isDone()) {
                    source.giveUp();
                }
            });
            listener.close();
            String outcome = outcome(story.toString(), migration);
            outcomes.merge(outcome, 1, Integer::sum);
            assertFateIsTrue(outcome);
            guest.close();
            awaitEnd(story.toString(), hostile, () -> {});
        }

        private void assertFateIsTrue(String outcome) {
            if (outcome.equals(GuestFate.RUNS_AT_SOURCE.name())) {
                assertThat(saidRunning && !saidItNeverRan).as("%s: runs at both ends", story).isFalse();
                long work = guest.control().workDone().orElseThrow();
                await(story + ": the guest works", () -> guest.control().workDone().orElseThrow() > work);
                assertThat(guest.prove()).as("%s", story).isEmpty();
            } else {
                assertThat(guest.control().saveState()).as("%s: only a paused guest has a state", story)
                        .isNotEmpty();
            }
        }

        private void serve(LinkListener listener, boolean first) {
            try (Link link = listener.accept()) {
                List<Named> steps = first ? script(link) : comeBackScript(link);
                story.add(steps);
                play(steps);
            } catch (IOException ended) {
                // Nobody comes any more.
            }
        }

        private Named running(MessageWriter say) {
            return new Named("RUNNING", () -> {
                say.write(new Message.Running());
                saidRunning |= heardCommit;
            });
        }

        private Named abort(MessageWriter say) {
            return new Named("ABORT", () -> {
                // Said by one that has not said RUNNING, it is believed.
                saidItNeverRan |= !saidRunning;
                say.write(new Message.Abort(ErrorCode.PLUGIN_FAILED, "odd"));
            });
        }

        private List<Named> script(Link link) {
            MessageWriter say = new MessageWriter(link.urgent());
            MessageReader heard = new MessageReader(link.urgent());
            MessageWriter sayBulk = new MessageWriter(link.bulk().getFirst());
            List<Named> right = new ArrayList<>(List.of(hear(heard, Message.Hello.class),
                    say(say, new Message.Welcome(token)),
                    new Named("20 ACK", () -> {
                        for (int count = 0; count < 20; count++) {
                            sayBulk.write(new Message.Ack());
                        }
                    }), hear(heard, Message.State.class), say(say, new Message.Ready()),
                    new Named("hear Commit", () -> {
                        hear(heard, Message.Commit.class).step().run();
                        heardCommit = true;
                    }), running(say),
                    say(say, complete()), hear(heard, Message.Bye.class)));
            return bent(random, right, wrong(link, say, sayBulk));
        }

        private List<Named> wrong(Link link, MessageWriter say, MessageWriter sayBulk) {
            return List.of(abort(say), running(say), say(say, complete()),
                    say(say, new Message.Welcome(SessionToken.random())), flood(say, new Message.Ready()),
                    flood(say, new Message.Alive()),
                    flood(say, new Message.Fault(random.nextInt((int) PAGES))),
                    say(say, new Message.Fault(PAGES)), say(say, new Message.Ack()),
                    say(sayBulk, new Message.Running()), say(sayBulk, new Message.Ack()),
                    say(say, new Message.Missing(0, new BitSet())), say(say, new Message.Commit()),
                    anything(random, link.urgent()), anything(random, link.bulk().getFirst()),
                    new Named("close", link::close));
        }

        private List<Named> comeBackScript(Link link) {
            MessageWriter say = new MessageWriter(link.urgent());
            MessageReader heard = new MessageReader(link.urgent());
            MessageWriter sayBulk = new MessageWriter(link.bulk().getFirst());
            SessionToken shown = random.nextInt(4) == 0 ? new SessionToken(9, 9) : token;
            BitSet missing = new BitSet();
            missing.set(0, random.nextInt((int) PAGES));
            Verdict verdict = switch (random.nextInt(6)) {
                case 0 -> new Verdict.Prepared();
                case 1 -> new Verdict.Completed();
                case 2 -> new Verdict.Dropped("odd");
                case 3 -> new Verdict.Lost("odd");
                default -> new Verdict.Running(missing.cardinality());
            };
            List<Named> right = new ArrayList<>(List.of(hear(heard, Message.Resume.class),
                    new Named("RESUMED " + verdict + (shown == token ? "" : " by a stranger"), () -> {
                        boolean believed = shown == token && !saidRunning;
                        saidItNeverRan |= believed && verdict instanceof Verdict.Dropped;
                        say.write(new Message.Resumed(shown, verdict));
                    }), say(say, new Message.Missing(0, missing)), running(say),
                    new Named("20 ACK", () -> {
                        for (int count = 0; count < 20; count++) {
                            sayBulk.write(new Message.Ack());
                        }
                    }), say(say, complete())));
            return bent(random, right, wrong(link, say, sayBulk));
        }

        private static Message complete() {
            return new Message.Complete(
                    new FaultFigures(1, OptionalLong.empty(), new Latency(2, 3, 4), Optional.empty()));
        }
    }
}
