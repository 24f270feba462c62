package dev.ferry.engine.handover;

/** What happens to the destination. */
public sealed interface DestinationEvent {

    /** The execution state was loaded, and each page is here or owed. */
    record StateLoaded() implements DestinationEvent {}

    /** The source said COMMIT. */
    record CommitHeard() implements DestinationEvent {}

    /**
     * The guest was started.
     *
     * @param owedPages what it lacks
     */
    record Started(long owedPages) implements DestinationEvent {}

    /** The guest could not be started. */
    record StartFailed(String reason) implements DestinationEvent {}

    /** The last owed page is in place. */
    record NothingOwed() implements DestinationEvent {}

    /** The source said that the migration is over: ABORT was heard. */
    record AbortHeard(String reason) implements DestinationEvent {}

    /** The link failed, fell silent, or carried what the protocol does not allow. */
    record LinkLost(String reason) implements DestinationEvent {}

    /** A part of the destination failed: a plugin, the engine. */
    record Failed(String reason) implements DestinationEvent {}

    /** The source has come back over a new link; the earlier link was lost before. */
    record SourceCameBack() implements DestinationEvent {}

    /** Nobody waits for the source any longer. */
    record GiveUpAsked() implements DestinationEvent {}
}
