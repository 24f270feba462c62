package dev.ferry.engine.handover;

/** What happens to the source. */
public sealed interface SourceEvent {

    /** The destination has set memory aside: WELCOME was heard. */
    record Reserved() implements SourceEvent {}

    /** The strategy hands the guest over. */
    record SwitchoverBegun() implements SourceEvent {}

    /** The destination could run the guest: READY was heard. */
    record ReadyHeard() implements SourceEvent {}

    /**
     * The destination says that the guest runs: RUNNING was heard.
     *
     * @param owedPages what it still lacks
     */
    record RunningHeard(long owedPages) implements SourceEvent {}

    /** The destination says that it lacks nothing: COMPLETE was heard. */
    record CompleteHeard() implements SourceEvent {}

    /** The destination says that the guest never ran there and never will: ABORT was heard. */
    record AbortHeard(String reason) implements SourceEvent {}

    /** The user wants the guest to stay. */
    record CancelAsked() implements SourceEvent {}

    /** The link failed, fell silent, or carried what the protocol does not allow. */
    record LinkLost(String reason) implements SourceEvent {}

    /** A part of the source failed: a plugin, the engine. */
    record Failed(String reason) implements SourceEvent {}

    /** The destination was reached again, over a new link, and has said how it stands. */
    record VerdictHeard(Verdict verdict) implements SourceEvent {}

    /** Nobody waits for the destination any longer. */
    record GiveUpAsked() implements SourceEvent {}
}
