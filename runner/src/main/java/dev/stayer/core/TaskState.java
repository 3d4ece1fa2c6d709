package dev.stayer.core;

/** Where a task or a run stands; {@code WAITING_*} ends by itself, {@code NEEDS_*} and {@code UNKNOWN_EFFECT} need a person. */
public enum TaskState {
    PENDING,
    READY,
    RUNNING,
    COMPLETED,
    FAILED,
    SKIPPED,
    STOPPED,
    CANCELLED,
    WAITING_RETRY,
    WAITING_QUOTA,
    WAITING_TIME,
    WAITING_DISK,
    NEEDS_ANSWER,
    NEEDS_APPROVAL,
    NEEDS_BUDGET,
    NEEDS_AUTH,
    NEEDS_HELP,
    UNKNOWN_EFFECT;

    /** True for the states that only an explicit command leaves: nothing more happens by itself. */
    public boolean isEnded() {
        return this == COMPLETED || this == FAILED || this == SKIPPED || this == STOPPED || this == CANCELLED;
    }

    /** True for an end that dependents may build on: COMPLETED or SKIPPED counts as success of a group. */
    public boolean isSuccess() {
        return this == COMPLETED || this == SKIPPED;
    }

    /** True for the waits that end by themselves. */
    public boolean isWaiting() {
        return name().startsWith("WAITING_");
    }

    /** True where only a person can go on. */
    public boolean needsPerson() {
        return name().startsWith("NEEDS_") || this == UNKNOWN_EFFECT;
    }

    /** What it is in plain words, as the end of a sentence about a task. */
    public String words() {
        return switch (this) {
            case PENDING -> "not yet";
            case READY -> "ready";
            case RUNNING -> "running";
            case COMPLETED -> "completed";
            case FAILED -> "failed";
            case SKIPPED -> "skipped";
            case STOPPED -> "stopped";
            case CANCELLED -> "cancelled";
            case WAITING_RETRY -> "waits to try again";
            case WAITING_QUOTA -> "waits for quota";
            case WAITING_TIME -> "waits";
            case WAITING_DISK -> "waits for disk space";
            case NEEDS_ANSWER -> "asks you";
            case NEEDS_APPROVAL -> "asks for your approval";
            case NEEDS_BUDGET -> "needs more budget";
            case NEEDS_AUTH -> "needs credentials";
            case NEEDS_HELP -> "needs your help";
            case UNKNOWN_EFFECT -> "asks you whether its effect happened";
        };
    }
}
