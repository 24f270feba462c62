package dev.ferry.testkit.transport;

import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.util.ArrayList;
import java.util.List;

/** Makes links to tapes, and keeps them in the order in which they were made. */
final class TapeTransport implements Transport {

    private final List<TapeLink> links = new ArrayList<>();

    List<TapeLink> links() {
        return links;
    }

    @Override
    public Link connect(String address) {
        links.add(new TapeLink());
        return links.getLast();
    }

    @Override
    public LinkListener listen(String address) {
        return new LinkListener() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public Link accept() {
                return connect(address);
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
    }
}
