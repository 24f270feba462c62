package dev.ferry.engine.handover;

/** What happens to the source. */
public sealed interface SourceEvent {

    /** The destination has set memory aside. */
    record Reserved() implements SourceEvent {}

    /** The guest was paused. */
    record GuestPaused() implements SourceEvent {}

    /** The destination is ready; COMMIT is about to be sent. */
    record CommitDecided() implements SourceEvent {}

    /**
     * The destination says that the guest runs.
     *
     * @param owedPages what it still lacks
     */
    record RunningHeard(long owedPages) implements SourceEvent {}

    /** The destination says that it lacks nothing. */
    record CompleteHeard() implements SourceEvent {}

    /** The user wants the guest to stay. */
    record CancelAsked() implements SourceEvent {}

    /** Something went wrong: the link, the peer, a plugin. */
    record Failed(String reason) implements SourceEvent {}
}
