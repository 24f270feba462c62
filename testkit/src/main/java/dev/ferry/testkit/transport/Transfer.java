package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Lane;
import dev.ferry.api.transport.Link;
import dev.ferry.testkit.internal.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Seeded bytes on their way through one lane. */
record Transfer(SeededBytes bytes, Future<?> sender, Future<byte[]> receiver) {

    private static final int LENGTH_BYTES = 3_000_017;

    /** Starts a transfer from one end to the other on each lane. */
    static List<Transfer> startOnAllLanes(long seed, Link from, Link to, ExecutorService threads) {
        List<Lane> senders = Lanes.of(from);
        List<Lane> receivers = Lanes.of(to);
        List<Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < senders.size(); i++) {
            transfers.add(start(new SeededBytes(seed + i, LENGTH_BYTES), senders.get(i), receivers.get(i),
                    threads));
        }
        return transfers;
    }

    private static Transfer start(SeededBytes bytes, Lane from, Lane to, ExecutorService threads) {
        Future<?> sender = threads.submit(() -> {
            bytes.sendTo(from);
            return bytes;
        });
        return new Transfer(bytes, sender, threads.submit(() -> bytes.receiveFrom(to)));
    }

    /** What arrived; throws what either end threw, and where it takes too long. */
    byte[] received(Duration patience) throws Exception {
        Background.result(sender, patience, "sending " + bytes.length() + " bytes");
        return Background.result(receiver, patience, "receiving " + bytes.length() + " bytes");
    }
}
