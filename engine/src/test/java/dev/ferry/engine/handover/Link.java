package dev.ferry.engine.handover;

import java.util.List;
import java.util.stream.Stream;

/**
 * A link of the model: two pipes that keep the order. An end that has lost or closed it reads no more of it, and what
 * it writes is lost; what it wrote before may still be read at the other end.
 *
 * <p>
 * There is no "broken": a break is what each end sees of it, and when. What an end has not read by then is what the
 * break took.
 *
 * @param atSource whether the source still has its end
 * @param atDestination whether the destination still has its end
 * @param pagesSent whether the owed page was written to it
 */
record Link(boolean atSource, boolean atDestination, List<Message> toDestination, List<Message> toSource,
        boolean pagesSent) {

    static final Link FIRST = new Link(true, true, List.of(), List.of(Message.WELCOME), false);
    static final Link ATTEMPT = new Link(true, true, List.of(Message.RESUME), List.of(), false);

    Link send(boolean toDestinationEnd, Message message) {
        return toDestinationEnd
                ? new Link(atSource, atDestination, plus(toDestination, message, atDestination), toSource,
                        pagesSent || message == Message.PAGES)
                : new Link(atSource, atDestination, toDestination, plus(toSource, message, atSource),
                        pagesSent);
    }

    Link readAtDestination() {
        return new Link(atSource, atDestination, rest(toDestination), toSource, pagesSent);
    }

    Link readAtSource() {
        return new Link(atSource, atDestination, toDestination, rest(toSource), pagesSent);
    }

    Link leftBySource() {
        return new Link(false, atDestination, toDestination, List.of(), false);
    }

    Link leftByDestination() {
        return new Link(atSource, false, List.of(), toSource, pagesSent);
    }

    /** Whether nothing can come out of it any more at either end. */
    boolean isGone() {
        return !atSource && !atDestination;
    }

    private static List<Message> plus(List<Message> messages, Message message, boolean read) {
        return read ? Stream.concat(messages.stream(), Stream.of(message)).toList() : List.of();
    }

    private static List<Message> rest(List<Message> messages) {
        return List.copyOf(messages.subList(1, messages.size()));
    }
}
