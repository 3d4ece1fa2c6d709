package dev.stayer.dream;

/** What the workspace says today about the files and symbols that facts speak of. Implementations answer alike for one dream. */
public interface FactEvidence {
    /** How the reference stands; never null. References that cannot be checked are {@link Unknowable}, never {@link Gone}. */
    Reference look(String ref);

    /** The answer for one reference. */
    sealed interface Reference {}

    /** It is there. */
    record Alive() implements Reference {}

    /** It is there under another name. */
    record Renamed(String to) implements Reference {}

    /**
     * It is not there any more.
     *
     * @param why part of a sentence, such as {@code the file is gone}
     */
    record Gone(String why) implements Reference {}

    /** Nothing here can tell: a commit, an address, a path outside the workspace. */
    record Unknowable() implements Reference {}
}
