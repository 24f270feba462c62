package dev.ferry.testkit.guest;

/** The guest does nothing: its hypervisor sees every touch. */
final class ShadowPaging implements Paging {

    @Override
    public boolean isMapped(long page) {
        return false;
    }

    @Override
    public void map(long page) {}

    @Override
    public byte[] addTo(byte[] state) {
        return state;
    }

    @Override
    public byte[] takeFrom(byte[] state) {
        PageTable.refuse(state);
        return state;
    }
}
