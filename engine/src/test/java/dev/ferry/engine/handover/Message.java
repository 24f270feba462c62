package dev.ferry.engine.handover;

/** What travels on a {@link Link} of the model. */
enum Message {
    WELCOME, STATE, READY, COMMIT, RUNNING_WHOLE, RUNNING_OWED, PAGES, COMPLETE, BYE, ABORT, RESUME, VERDICT_PREPARED, VERDICT_RUNNING_WHOLE, VERDICT_RUNNING_OWED, VERDICT_COMPLETED, VERDICT_DROPPED, VERDICT_LOST;

    /** What a verdict becomes on the wire. */
    static Message of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Prepared _ -> VERDICT_PREPARED;
            case Verdict.Running(long missing) -> missing == 0 ? VERDICT_RUNNING_WHOLE : VERDICT_RUNNING_OWED;
            case Verdict.Completed _ -> VERDICT_COMPLETED;
            case Verdict.Dropped _ -> VERDICT_DROPPED;
            case Verdict.Lost _ -> VERDICT_LOST;
        };
    }
}
