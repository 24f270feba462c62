package dev.ferry.testkit.migration;

import dev.ferry.api.guest.GuestControl;
import java.util.OptionalLong;

/** The hand on the switch of a guest at the source, which remembers how far the guest was when its state was saved. */
final class LeavingGuest implements GuestControl {

    private final GuestControl control;
    private volatile OptionalLong workWhenSaved = OptionalLong.empty();

    LeavingGuest(GuestControl control) {
        this.control = control;
    }

    /** Whether it has worked here since its state was saved. */
    boolean worksOn() {
        return workWhenSaved.isPresent() && !workDone().equals(workWhenSaved);
    }

    @Override
    public void pause() {
        control.pause();
    }

    @Override
    public void resume() {
        control.resume();
    }

    @Override
    public byte[] saveState() {
        workWhenSaved = control.workDone();
        return control.saveState();
    }

    @Override
    public void loadState(byte[] state) {
        control.loadState(state);
    }

    @Override
    public boolean stun(int percent) {
        return control.stun(percent);
    }

    @Override
    public OptionalLong workDone() {
        return control.workDone();
    }
}
