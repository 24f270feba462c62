package dev.ferry.api.transport;

import java.io.IOException;

/** Waits for peers at one address. */
public interface LinkListener extends AutoCloseable {

    /** Where it listens, spelled so that {@link Transport#connect} takes it: a port 0 has become a real one. */
    String address();

    /**
     * Waits for the next complete link; the caller owns it. Strangers that do not speak the transport's language are
     * turned away and do not end the wait. One thread at a time.
     *
     * @throws IOException once the listener was closed
     */
    Link accept() throws IOException;

    /** Stops listening and ends {@link #accept}; links already accepted live on. May be called twice. */
    @Override
    void close();
}
