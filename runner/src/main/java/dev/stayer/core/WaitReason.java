package dev.stayer.core;

import java.util.Locale;

/** Why a task waits, beside the state that says whether it goes on by itself. */
public enum WaitReason {
    /** Its last attempt failed; the next one comes later. */
    RETRY,
    QUOTA,
    /** The model's provider has trouble that passes. */
    PROVIDER,
    /** A length of time: a clock that is set does not change how long it is. */
    TIME,
    /** A time of day: a clock that is set moves it nearer or away. */
    TIME_OF_DAY,
    DISK,
    /** Its sub-tasks are at work. */
    SUBTASKS,
    APPROVAL,
    QUESTION,
    /** Nobody knows whether its effect has happened. */
    EFFECT,
    CRASHES,
    STUCK,
    BUDGET,
    /** The provider refuses the key. */
    AUTH,
    /** The account behind the key has no money left. */
    ACCOUNT,
    /** The provider does not serve this country or network. */
    REGION,
    MODERATION,
    /** There is no such model or address. */
    ADDRESS,
    /** Something on the way answers in the provider's place. */
    NETWORK;

    /** The word in rows and in {@code --json}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * The reason of this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static WaitReason of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }
}
