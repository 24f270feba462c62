package dev.ferry.transport.inmemory;

import dev.ferry.api.transport.Transport;
import dev.ferry.testkit.transport.Fault;
import dev.ferry.testkit.transport.FaultPlan;
import dev.ferry.testkit.transport.FaultyTransport;
import dev.ferry.testkit.transport.LinkEnd;
import dev.ferry.testkit.transport.TransportContractTest;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

/** The fault-injecting transport is as good as the one that it wraps, as long as no fault strikes. */
class FaultyTransportContractTest {

    private static final int LINKS = 3;

    @Nested
    class WithoutFaults extends Contract {

        @Override
        FaultPlan plan() {
            return FaultPlan.none();
        }
    }

    @Nested
    class BeforeACut extends Contract {

        @Override
        FaultPlan plan() {
            return atAllLinks(new Fault.CutAtFrame(Long.MAX_VALUE, false),
                    new Fault.CutAtByte(Long.MAX_VALUE));
        }
    }

    @Nested
    class BeforeAStall extends Contract {

        @Override
        FaultPlan plan() {
            return atAllLinks(new Fault.HalfOpen(Long.MAX_VALUE),
                    new Fault.Stall(Long.MAX_VALUE, Duration.ZERO));
        }
    }

    @Nested
    class WithWritesThatHardlyWait extends Contract {

        @Override
        FaultPlan plan() {
            return atAllLinks(new Fault.Delay(Duration.ofNanos(1)), new Fault.Rate(Long.MAX_VALUE));
        }
    }

    @Nested
    class WithReadsThatHardlyWait extends Contract {

        @Override
        FaultPlan plan() {
            return atAllLinks(new Fault.SlowPeer(Duration.ofNanos(1)), new Fault.SlowPeer(Duration.ZERO));
        }
    }

    abstract static class Contract extends TransportContractTest {

        abstract FaultPlan plan();

        @Override
        protected Transport transport() {
            return new FaultyTransport(new InMemoryTransport(InMemoryOptions.DEFAULTS.withBulkLanes(2)),
                    plan(),
                    _ -> {});
        }

        @Override
        protected String freeAddress() {
            return "destination";
        }
    }

    private static FaultPlan atAllLinks(Fault connecting, Fault listening) {
        FaultPlan plan = FaultPlan.none();
        for (int link = 1; link <= LINKS; link++) {
            plan = plan.with(link, LinkEnd.CONNECTING, connecting).with(link, LinkEnd.LISTENING, listening);
        }
        return plan;
    }
}
