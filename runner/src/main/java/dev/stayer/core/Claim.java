package dev.stayer.core;

/**
 * How a task that is COMPLETED came to be called done; immutable.
 *
 * @param by the form in which the agent said it
 * @param state how far anybody but the agent has looked
 */
public record Claim(By by, State state) {
    /** In which form an agent says that its task is done. */
    public enum By {
        /** It called {@code finish}. */
        FINISH("finish"),
        /** It replied in words and called nothing. */
        WORDS("words");

        private final String word;

        By(String word) {
            this.word = word;
        }

        /** As JSON and rows call it. */
        public String word() {
            return word;
        }

        /**
         * The constant of this word.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static By of(String word) {
            for (By one : values()) {
                if (one.word.equals(word)) {
                    return one;
                }
            }
            throw new IllegalArgumentException("no claim is called " + word);
        }
    }

    /** What backs the word of an agent. */
    public enum State {
        /** Nothing but the word itself. */
        CLAIMED("claimed"),
        /** The declared check passed here, run by Stayer. */
        CHECKED_HERE("checked-here"),
        /** What the work is for was asked, and says so too. */
        CHECKED_AT_TARGET("checked-at-target");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** As JSON and rows call it. */
        public String word() {
            return word;
        }

        /**
         * The constant of this word.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static State of(String word) {
            for (State one : values()) {
                if (one.word.equals(word)) {
                    return one;
                }
            }
            throw new IllegalArgumentException("no claim is called " + word);
        }
    }

    /**
     * The claim that two columns of a row hold.
     *
     * @throws IllegalArgumentException if a word is none of these
     */
    public static Claim of(String by, String state) {
        return new Claim(By.of(by), State.of(state));
    }
}
