package dev.ferry.testkit.memory;

import dev.ferry.api.memory.Balloon;
import dev.ferry.api.memory.BalloonController.Charge;
import dev.ferry.api.memory.BalloonFigures;

/** A controller of one balloon that is right, and what the mutants are made from. Takes a step when it is told to. */
class ModelController implements Charge {

    /** For how many steps it holds the balloon after the guest has asked. */
    static final int HOLD_STEPS = 5;

    final Balloon balloon;
    volatile boolean pressed;
    private volatile int heldSteps;
    private volatile boolean closed;
    private long inflations;
    private long deflations;
    private long pressureCalls;

    ModelController(Balloon balloon) {
        this.balloon = balloon;
        takeCharge();
    }

    void takeCharge() {
        balloon.onPressure(this::press);
    }

    void step() {
        if (isClosed() || isHeld()) {
            return;
        }
        pressed = false;
        try {
            long wanted = target() - balloon.sizePages();
            while (wanted > 0 && !pressed) {
                long taken = balloon.inflate(Math.max(1, wanted / 2));
                inflations += taken > 0 ? 1 : 0;
                wanted = taken > 0 ? wanted - taken : 0;
            }
        } catch (RuntimeException _) {
            // The next step may have more luck.
        }
    }

    long target() {
        return (balloon.freePages() + balloon.sizePages()) * 9 / 10;
    }

    boolean isHeld() {
        return heldSteps-- > 0;
    }

    boolean isClosed() {
        return closed;
    }

    long press(long pages) {
        hold();
        pressed = true;
        countCall();
        try {
            give(pages);
            return balloon.sizePages();
        } catch (RuntimeException _) {
            return 0;
        }
    }

    void give(long pages) {
        balloon.deflate(pages);
        deflations++;
    }

    void countCall() {
        pressureCalls++;
    }

    void hold() {
        heldSteps = HOLD_STEPS;
    }

    @Override
    public BalloonFigures figures() {
        return new BalloonFigures(balloon.sizePages(), inflations, deflations, pressureCalls, 0);
    }

    @Override
    public void close() {
        closed = true;
    }
}
