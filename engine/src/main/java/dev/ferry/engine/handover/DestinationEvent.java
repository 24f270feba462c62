package dev.ferry.engine.handover;

/** What happens to the destination. */
public sealed interface DestinationEvent {

    /** The execution state was loaded, and each page is here or owed. */
    record StateLoaded() implements DestinationEvent {}

    /** The source said COMMIT. */
    record CommitHeard() implements DestinationEvent {}

    /** The last owed page is in place. */
    record NothingOwed() implements DestinationEvent {}

    /** Something went wrong: the link, the peer, a plugin. */
    record Failed(String reason) implements DestinationEvent {}
}
