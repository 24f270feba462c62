package dev.ferry.testkit.guest;

/** The guest was closed while an access waited for a missing page that will never come. */
final class AccessEndedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    AccessEndedException(long page) {
        super("the guest was closed while page " + page + " was missing");
    }
}
