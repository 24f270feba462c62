package dev.ferry.engine.handover;

/**
 * One step of the model.
 *
 * @param kind what sort of step it is
 * @param text it in words
 * @param after the world after it
 */
record Move(Kind kind, String text, World after) {

    /** Sorts of steps. */
    enum Kind {
        /** What happens where nothing fails: messages arrive, actions are done. */
        PROGRESS,
        /** All was read that the other end wrote before it closed. */
        END_OF_STREAM,
        /** An end takes the link for lost. */
        LOSS,
        /** The source makes a new link. */
        RECONNECT, CANCEL,
        /** A part of one side breaks. */
        FAILURE, SOURCE_GIVES_UP, DESTINATION_GIVES_UP, CRASH
    }
}
