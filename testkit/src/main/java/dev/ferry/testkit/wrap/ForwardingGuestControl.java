package dev.ferry.testkit.wrap;

import dev.ferry.api.guest.GuestControl;
import java.util.OptionalLong;

/** Passes all calls on to another guest's control. Extend it to change one thing. */
public class ForwardingGuestControl implements GuestControl {

    private final GuestControl inner;

    /** Wraps a control. */
    public ForwardingGuestControl(GuestControl inner) {
        this.inner = inner;
    }

    @Override
    public void pause() {
        inner.pause();
    }

    @Override
    public void resume() {
        inner.resume();
    }

    @Override
    public byte[] saveState() {
        return inner.saveState();
    }

    @Override
    public void loadState(byte[] state) {
        inner.loadState(state);
    }

    @Override
    public boolean stun(int percent) {
        return inner.stun(percent);
    }

    @Override
    public OptionalLong workDone() {
        return inner.workDone();
    }
}
