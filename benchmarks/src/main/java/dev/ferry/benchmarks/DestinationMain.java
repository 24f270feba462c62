package dev.ferry.benchmarks;

import dev.ferry.engine.DestinationEnd;
import dev.ferry.transport.tcp.TcpTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What the destination's process does: commands from the standard input, answers to the standard output. */
final class DestinationMain {

    /** What it can be told, each with a number. */
    enum Command {
        /** Touches and frees so many bytes; answers when it has. */
        WARM,
        /** Reads from so many connections until they end; answers with its port, then that it has read all. */
        SINK,
        /** Plays so many rounds of ping-pong; answers with its port, then with the samples. */
        PING,
        /** Takes a guest in; answers with its address, then that it has it. The number is ignored. */
        RECEIVE,
        /** The same with a guest that touches its pages in random order, seeded by the number; answers with samples. */
        RECEIVE_AND_TOUCH
    }

    private DestinationMain() {}

    /** Serves until the standard input ends. */
    public static void main(String[] arguments) throws Exception {
        BufferedReader commands = new BufferedReader(
                new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            serve(Command.valueOf(words[0]), Long.parseLong(words[1]));
        }
    }

    private static void serve(Command command, long argument) throws IOException, InterruptedException {
        switch (command) {
            case WARM -> {
                WarmMemory.touchAndFree(argument);
                answer("warm");
            }
            case SINK -> {
                try (BareListener listener = new BareListener()) {
                    answer(listener.address());
                    listener.sink(Math.toIntExact(argument));
                    answer("read");
                }
            }
            case PING -> {
                try (BareListener listener = new BareListener()) {
                    answer(listener.address());
                    answer(listener.ping(Math.toIntExact(argument)).toLine());
                }
            }
            case RECEIVE -> receive(_ -> Samples.NONE);
            case RECEIVE_AND_TOUCH -> receive(guest -> new RandomTouch(guest, argument).run());
        }
    }

    private static void receive(TrappedGuest.Work work) throws InterruptedException {
        try (DestinationEnd end = DestinationEnd.builder().transport(new TcpTransport(), "127.0.0.1:0")
                .host((_, geometry) -> new TrappedGuest(geometry, work)).listen()) {
            answer(end.address());
            try (TrappedGuest guest = (TrappedGuest) end.receive().reservation()) {
                answer(guest.awaitWork().toLine());
            }
        }
    }

    private static void answer(String line) {
        System.out.println(line);
    }
}
