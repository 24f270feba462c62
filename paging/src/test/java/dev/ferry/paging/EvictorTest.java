package dev.ferry.paging;

import dev.ferry.api.FerryException;
import dev.ferry.api.ErrorCode;
import dev.ferry.api.memory.MemoryGeometry;
import dev.ferry.api.memory.PageRun;
import dev.ferry.api.swap.SwapDevice;
import dev.ferry.testkit.swap.InMemorySwapStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EvictorTest {

    private static final MemoryGeometry GEOMETRY = MemoryGeometry.flat(512, 16);

    private final UnreliableDevice device = new UnreliableDevice(
            new InMemorySwapStore("evictor test " + System.nanoTime()).open("guest", GEOMETRY));
    private final SwapDevice face = device.face();
    private final ModelMemory memory = new ModelMemory(GEOMETRY);
    private final Pager pager = new Pager(memory, new Places(memory, List.of()), Sizes.of(8));
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch recovered = new CountDownLatch(1);
    private final Outage outage = new Outage(Duration.ofMinutes(10), new PagingListener() {
        @Override
        public void onWaiting(FerryException why) {
            waiting.countDown();
        }

        @Override
        public void onRecovered() {
            recovered.countDown();
        }
    });

    @Test
    void failsNoMoreWhereNothingIsToBeWrittenAnyMore() throws InterruptedException {
        face.attach();
        device.unreachable.add("write");
        pager.placeZero(new PageRun(0, 16));
        pager.eviction().start();
        Thread evicts = Thread.ofPlatform().daemon().start(new Evictor(pager.eviction(), face, outage)::run);
        waiting.await();

        pager.eviction().resize(Sizes.of(100));

        // Somebody else fails and recovers, until that is the end of the outage.
        while (recovered.getCount() > 0) {
            outage.begins(new FerryException(ErrorCode.SWAP_UNREACHABLE, "a page cannot be read"));
            outage.ends(true);
        }
        pager.end();
        evicts.join();
    }
}
