package dev.stayer.agent;

import java.util.Map;

/** How much an agent that gets nowhere is put up with: it is told, then given a fresh context, then a person is asked. */
final class StrikeCounter {
    /** Bad replies in a row before the context is built anew, and again before a person is asked. */
    private static final int STRIKES = 3;

    private static final int CIRCLES = 3;
    /** So many turns without a circle, and the last one is forgiven. */
    private static final int FORGIVEN = 30;

    private final Map<String, Object> context;
    private int strikes;
    private int circles;
    private int nudges;
    private int refusedWords;

    /** What is to be done now. */
    enum Step {
        TELL,
        FRESH_CONTEXT,
        ASK_PERSON
    }

    /** @param context of the execution, where the counts outlive the process */
    StrikeCounter(Map<String, Object> context) {
        this.context = context;
        this.strikes = number("strikes");
        this.circles = number("circles");
        this.nudges = number("nudges");
        this.refusedWords = number("refusedWords");
    }

    /** A reply that led to nothing. */
    Step struck() {
        strikes++;
        return strikes >= 2 * STRIKES ? Step.ASK_PERSON : strikes == STRIKES ? Step.FRESH_CONTEXT : Step.TELL;
    }

    /** Bad replies in a row up to now. */
    int strikes() {
        return strikes;
    }

    /** A reply that led to something. */
    void pleased() {
        strikes = 0;
        nudges = 0;
        refusedWords = 0;
    }

    /** True the first time in a row that an agent says it is done, in words, where nothing can be looked at. */
    boolean nudges() {
        return nudges++ == 0;
    }

    /** How often in a row a claim in words was refused. */
    int refusedWords() {
        return refusedWords;
    }

    void refusedWords(int times) {
        refusedWords = times;
    }

    /** The same again and again. */
    Step circled(int turn) {
        circles = turn - number("circleTurn") > FORGIVEN ? 1 : circles + 1;
        context.put("circleTurn", turn);
        return circles >= CIRCLES ? Step.ASK_PERSON : circles == CIRCLES - 1 ? Step.FRESH_CONTEXT : Step.TELL;
    }

    /** A person was asked: what was counted is settled. */
    void forget() {
        strikes = 0;
        circles = 0;
        keep();
    }

    void keep() {
        context.put("strikes", strikes);
        context.put("circles", circles);
        context.put("nudges", nudges);
        context.put("refusedWords", refusedWords);
    }

    private int number(String key) {
        Object value = context.get(key);
        return value == null ? 0 : Integer.parseInt(value.toString());
    }
}
