package dev.ferry.cli;

import dev.ferry.api.transport.Link;
import dev.ferry.api.transport.LinkListener;
import dev.ferry.api.transport.Transport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Any transport, whose latest connected link can be broken from outside at any moment. Any thread. */
final class BreakableTransport implements Transport {

    private final Transport inner;
    private volatile @Nullable Link latest;

    BreakableTransport(Transport inner) {
        this.inner = inner;
    }

    @Override
    public LinkListener listen(String address) throws IOException {
        return inner.listen(address);
    }

    @Override
    public Link connect(String address) throws IOException {
        Link link = inner.connect(address);
        latest = link;
        return link;
    }

    /** Closes the link that was connected last, if any. */
    void breakLink() {
        Link link = latest;
        if (link != null) {
            link.close();
        }
    }
}
