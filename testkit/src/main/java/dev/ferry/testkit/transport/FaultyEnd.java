package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Lane;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/** One end of a link with its fault: counts what all its lanes write, and lets the fault strike. Any thread. */
final class FaultyEnd {

    /** 146 years: the largest span that two values of {@link System#nanoTime} can lie apart, halved. */
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);

    /** One call of {@link Lane#write}; {@code firstByte} is how many bytes the end had written before. */
    private record Frame(long number, long firstByte, long bytes) {}

    private final String name;
    private final Fault fault;
    private final Consumer<String> log;
    private final Gate gate;
    private long frames;
    private long bytes;
    private long wireFreeAtNanos = System.nanoTime();

    FaultyEnd(String name, Fault fault, Consumer<String> log, Runnable closeLink) {
        this.name = name;
        this.fault = fault;
        this.log = log;
        this.gate = new Gate(name, closeLink);
        switch (fault) {
            case Fault.Delay _,Fault.Rate _,Fault.SlowPeer _ -> report();
            case Fault.Stall _,Fault.CutAtByte _,Fault.CutAtFrame _,Fault.HalfOpen _ -> {
                // These are reported when they strike.
            }
        }
    }

    void write(Lane lane, ByteBuffer... sources) throws IOException {
        Frame frame = nextFrame(sources);
        switch (fault) {
            case Fault.Delay delay -> {
                gate.pause(delay.time());
                lane.write(sources);
            }
            case Fault.Rate rate -> {
                gate.pause(untilWireIsFree(frame, rate));
                lane.write(sources);
            }
            case Fault.Stall stall -> {
                strike(frame, stall.atFrame(), stall.time());
                gate.pass();
                writeUnlessShut(lane, sources);
            }
            case Fault.HalfOpen halfOpen -> {
                strike(frame, halfOpen.fromFrame(), FOREVER);
                if (frame.number() < halfOpen.fromFrame()) {
                    writeUnlessShut(lane, sources);
                } else {
                    vanish(sources);
                }
            }
            case Fault.CutAtFrame cut when frame.number() == cut.frame() ->
                writeAndCut(lane, frame, cut.delivered() ? frame.bytes() : 0, sources);
            case Fault.CutAtByte cut when frame.firstByte() < cut.bytes()
                    && cut.bytes() - frame.firstByte() <= frame.bytes() ->
                writeAndCut(lane, frame, cut.bytes() - frame.firstByte(), sources);
            case Fault.CutAtFrame _,Fault.CutAtByte _,Fault.SlowPeer _ -> lane.write(sources);
        }
    }

    void read(Lane lane, ByteBuffer... targets) throws IOException {
        gate.pass();
        try {
            lane.read(targets);
        } finally {
            // What came, or the news that nothing comes any more, did not get through where the gate was shut meanwhile.
            gate.pass();
        }
        if (fault instanceof Fault.SlowPeer slow) {
            gate.pause(slow.time());
        }
    }

    void close() {
        gate.close();
    }

    private synchronized Frame nextFrame(ByteBuffer... sources) {
        long length = Arrays.stream(sources).mapToLong(ByteBuffer::remaining).sum();
        Frame frame = new Frame(++frames, bytes, length);
        bytes += length;
        return frame;
    }

    /** Takes the frame's turn on the wire; returns how long it is until then. */
    private synchronized Duration untilWireIsFree(Frame frame, Fault.Rate rate) {
        long now = System.nanoTime();
        long wait = Math.max(0, wireFreeAtNanos - now);
        wireFreeAtNanos = now + wait + (long) (frame.bytes() * 1e9 / rate.bytesPerSecond());
        return Duration.ofNanos(wait);
    }

    private void strike(Frame frame, long at, Duration time) {
        if (frame.number() == at) {
            gate.shut(time);
            report();
        }
    }

    /** Where another lane shut the gate meanwhile, this end does not learn yet that the peer has gone. */
    private void writeUnlessShut(Lane lane, ByteBuffer... sources) throws IOException {
        try {
            lane.write(sources);
        } catch (IOException failure) {
            gate.pass();
            throw failure;
        }
    }

    private void vanish(ByteBuffer... sources) throws IOException {
        gate.requireOpenLink();
        for (ByteBuffer source : sources) {
            source.position(source.limit());
        }
    }

    private void writeAndCut(Lane lane, Frame frame, long length, ByteBuffer... sources) throws IOException {
        boolean whole = length == frame.bytes();
        lane.write(whole ? sources : first(length, sources));
        report();
        close();
        if (!whole) {
            throw new SocketException("The " + name + " was " + fault);
        }
    }

    private static ByteBuffer[] first(long length, ByteBuffer... sources) {
        ByteBuffer[] part = new ByteBuffer[sources.length];
        long left = length;
        for (int i = 0; i < sources.length; i++) {
            part[i] = sources[i].slice(sources[i].position(), (int) Math.min(left, sources[i].remaining()));
            left -= part[i].remaining();
        }
        return part;
    }

    private void report() {
        log.accept(name + ": " + fault);
    }
}
