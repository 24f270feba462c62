package dev.ferry.ballooning;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.BalloonController.Charge;
import dev.ferry.api.memory.BalloonFigures;
import dev.ferry.testkit.memory.BalloonControllerContractTest;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** The rule, in time that the contract passes. */
class SelfBallooningContractTest extends BalloonControllerContractTest {

    private final VirtualClock clock = new VirtualClock();
    private SelfBallooning ballooning = new SelfBallooning("nobody", new ListGuest(0),
            BallooningSettings.DEFAULT, clock);

    @AfterEach
    void end() {
        ballooning.end();
    }

    @Override
    protected Charge control(Balloon balloon) {
        SelfBallooning started = new SelfBallooning("guest", balloon, BallooningSettings.DEFAULT, clock);
        balloon.onPressure(started::press);
        ballooning = started;
        return new Charge() {
            @Override
            public BalloonFigures figures() {
                return started.figures();
            }

            @Override
            public void close() {
                started.end();
            }
        };
    }

    @Override
    protected void pass(Duration span) {
        clock.pass(span, ballooning);
    }

    @Override
    protected Duration settling() {
        return BallooningSettings.DEFAULT.interval();
    }

    @Override
    protected Duration holding() {
        return BallooningSettings.DEFAULT.backOff().minusNanos(1);
    }
}
