package dev.ferry.transport.tcp;

import static dev.ferry.transport.tcp.Stranger.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever connects to a listener and is no Ferry, or a broken one, disturbs nobody. */
@Timeout(60)
class StrangersTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    /** To wait for, but enough for a real link to become complete on a busy machine. */
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final UUID LINK_ID = new UUID(0x1122334455667788L, 0x99AABBCCDDEEFF00L);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    @Test
    void silentStrangersDelayNobody() throws IOException {
        LinkListener listener = listen(LONG);
        stranger(listener);
        stranger(listener).say(ByteBuffer.wrap("FERRY".getBytes(StandardCharsets.US_ASCII)));

        assertLinkWorks(listener);
    }

    @Test
    void silentStrangerIsTurnedAwayInTime() throws IOException {
        LinkListener listener = listen(SHORT);
        Stranger stranger = stranger(listener);

        assertThat(stranger.isTurnedAway()).isTrue();
        assertLinkWorks(listener);
    }

    @Test
    void strangerThatClosesDisturbsNobody() throws IOException {
        LinkListener listener = listen(LONG);
        stranger(listener).close();
        Stranger sayingHello = stranger(listener).say(hello(LINK_ID, 0, 2));
        sayingHello.close();

        assertLinkWorks(listener);
    }

    @Test
    void garbageIsTurnedAwayAtOnce() throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";

        assertTurnedAway(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void otherVersionIsTurnedAwayAtOnce() throws IOException {
        assertTurnedAway(hello(LINK_ID, 0, 2).put(8, (byte) 2));
    }

    @Test
    void brokenChecksumIsTurnedAwayAtOnce() throws IOException {
        assertTurnedAway(hello(LINK_ID, 0, 2).put(20, (byte) 0));
    }

    @Test
    void laneCountOutOfRangeIsTurnedAwayAtOnce() throws IOException {
        assertTurnedAway(hello(LINK_ID, 0, 1));
        assertTurnedAway(hello(LINK_ID, 0, 18));
    }

    @Test
    void laneOutOfRangeIsTurnedAwayAtOnce() throws IOException {
        assertTurnedAway(hello(LINK_ID, 2, 2));
    }

    @Test
    void welcomeFromStrangerIsTurnedAwayAtOnce() throws IOException {
        assertTurnedAway(new Preamble(Preamble.Kind.WELCOME, LINK_ID, 0, 2).encode());
    }

    @Test
    void secondConnectionForOneLaneLeavesTheFirstAlone() throws IOException {
        LinkListener listener = listen(LONG);
        Stranger urgent = stranger(listener).say(hello(LINK_ID, 0, 2));
        // Until a real link is through, the listener may not have read what came before it.
        assertLinkWorks(listener);

        Stranger again = stranger(listener).say(hello(LINK_ID, 0, 2));
        Stranger otherCount = stranger(listener).say(hello(LINK_ID, 1, 3));

        assertThat(again.isTurnedAway()).isTrue();
        assertThat(otherCount.isTurnedAway()).isTrue();
        stranger(listener).say(hello(LINK_ID, 1, 2));
        assertThat(urgent.hear()).isEqualTo(new Preamble(Preamble.Kind.WELCOME, LINK_ID, 0, 2));
    }

    @Test
    void linkThatNeverBecomesCompleteIsTurnedAwayInTime() throws IOException {
        LinkListener listener = listen(SHORT);
        Stranger urgent = stranger(listener).say(hello(LINK_ID, 0, 3));
        Stranger bulk = stranger(listener).say(hello(LINK_ID, 1, 3));

        assertThat(urgent.isTurnedAway()).isTrue();
        assertThat(bulk.isTurnedAway()).isTrue();
        assertLinkWorks(listener);
    }

    @Test
    void ofTooManyStrangersTheOldestIsTurnedAwayAndNobodyElseIsDisturbed() throws IOException {
        LinkListener listener = listen(LONG);
        Stranger oldest = stranger(listener);
        for (int i = 0; i < Reception.MAX_VISITORS; i++) {
            stranger(listener);
        }

        assertThat(oldest.isTurnedAway()).isTrue();
        assertLinkWorks(listener);
    }

    @Test
    void lostBulkConnectionEndsItsLaneOnly() throws IOException {
        LinkListener listener = listen(LONG);
        Stranger urgent = stranger(listener).say(hello(LINK_ID, 0, 2));
        Stranger bulk = stranger(listener).say(hello(LINK_ID, 1, 2));
        Link link = opened(listener.accept());
        bulk.hear();

        bulk.close();

        assertThatThrownBy(() -> readByte(link.bulk().getFirst())).isInstanceOf(EOFException.class)
                .hasMessageContainingAll("bulk lane 0", link.peer());
        urgent.say(ByteBuffer.wrap(new byte[]{5}));
        assertThat(readByte(link.urgent())).isEqualTo(5);
    }

    @Test
    void linkThatNobodyAcceptedEndsWithTheListener() throws IOException {
        LinkListener listener = listen(LONG);
        Link link = opened(new TcpTransport().connect(listener.address()));

        listener.close();

        assertThatThrownBy(() -> readByte(link.urgent())).isInstanceOf(IOException.class);
    }

    private LinkListener listen(Duration preambleTimeout) throws IOException {
        TcpOptions options = TcpOptions.DEFAULTS.withPreambleTimeout(preambleTimeout);
        return opened(new TcpTransport(options).listen("127.0.0.1:0"));
    }

    private Stranger stranger(LinkListener listener) throws IOException {
        return opened(new Stranger(listener.address()));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private void assertTurnedAway(ByteBuffer saying) throws IOException {
        LinkListener listener = listen(LONG);
        Stranger stranger = stranger(listener).say(saying);

        assertThat(stranger.isTurnedAway()).isTrue();
        assertLinkWorks(listener);
    }

    private void assertLinkWorks(LinkListener listener) throws IOException {
        Link source = opened(new TcpTransport().connect(listener.address()));
        Link destination = opened(listener.accept());
        source.bulk().getFirst().write(ByteBuffer.wrap(new byte[]{7}));

        assertThat(readByte(destination.bulk().getFirst())).isEqualTo(7);
    }

    private static int readByte(Lane lane) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(1);
        lane.read(target);
        return target.get(0);
    }
}
