package dev.ferry.strategies.postcopy;

/** Where bubbles grow, seen from their pivot (Hines et al. 2009, section 3.2 C). */
public enum BubbleDirection {
    /** To both sides. */
    DUAL,
    /** To higher positions only. */
    FORWARD,
    /** To lower positions only. The paper found it worse than no bubbling: it is there to be compared with. */
    BACKWARD;

    boolean growsForward() {
        return this != BACKWARD;
    }

    boolean growsBackward() {
        return this != FORWARD;
    }
}
