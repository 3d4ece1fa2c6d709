package dev.stayer.search;

/** One run of M. F. Porter's algorithm; the names of the steps are those of his paper. */
final class Porter {
    private static final String[][] STEP_2 = {
        {"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"}, {"bli", "ble"},
        {"alli", "al"}, {"entli", "ent"}, {"eli", "e"}, {"ousli", "ous"}, {"ization", "ize"}, {"ation", "ate"},
        {"ator", "ate"}, {"alism", "al"}, {"iveness", "ive"}, {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"},
        {"iviti", "ive"}, {"biliti", "ble"}, {"logi", "log"}
    };
    private static final String[][] STEP_3 = {
        {"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""}
    };
    private static final String[] STEP_4 = {
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou", "ism", "ate", "iti",
        "ous", "ive", "ize"
    };

    private String word;

    Porter(String word) {
        this.word = word;
    }

    String stem() {
        if (word.length() < 3) {
            return word;
        }
        plurals();
        pastAndParticiple();
        if (word.endsWith("y") && hasVowel(word.length() - 1)) {
            word = cut(1) + "i";
        }
        replaceFirst(STEP_2);
        replaceFirst(STEP_3);
        dropEnding();
        dropLastE();
        return word;
    }

    private String cut(int letters) {
        return word.substring(0, word.length() - letters);
    }

    private boolean vowel(int at) {
        return switch (word.charAt(at)) {
            case 'a', 'e', 'i', 'o', 'u' -> true;
            case 'y' -> at > 0 && !vowel(at - 1);
            default -> false;
        };
    }

    private boolean hasVowel(int length) {
        for (int i = 0; i < length; i++) {
            if (vowel(i)) {
                return true;
            }
        }
        return false;
    }

    /** How many times a consonant follows a vowel in the first {@code length} letters. */
    private int measure(int length) {
        int count = 0;
        boolean before = false;
        for (int i = 0; i < length; i++) {
            boolean now = vowel(i);
            if (before && !now) {
                count++;
            }
            before = now;
        }
        return count;
    }

    private boolean doubleConsonant() {
        int last = word.length() - 1;
        return last > 0 && word.charAt(last) == word.charAt(last - 1) && !vowel(last);
    }

    /** Consonant, vowel, consonant other than w, x, y at the end of the first {@code length} letters. */
    private boolean shortEnd(int length) {
        return length > 2
                && !vowel(length - 1)
                && vowel(length - 2)
                && !vowel(length - 3)
                && "wxy".indexOf(word.charAt(length - 1)) < 0;
    }

    private void plurals() {
        if (word.endsWith("sses") || word.endsWith("ies")) {
            word = cut(2);
        } else if (word.endsWith("s") && !word.endsWith("ss")) {
            word = cut(1);
        }
    }

    private void pastAndParticiple() {
        if (word.endsWith("eed")) {
            if (measure(word.length() - 3) > 0) {
                word = cut(1);
            }
            return;
        }
        int letters = word.endsWith("ed") ? 2 : word.endsWith("ing") ? 3 : 0;
        if (letters == 0 || !hasVowel(word.length() - letters)) {
            return;
        }
        word = cut(letters);
        if (word.endsWith("at") || word.endsWith("bl") || word.endsWith("iz")) {
            word += "e";
        } else if (doubleConsonant() && "lsz".indexOf(word.charAt(word.length() - 1)) < 0) {
            word = cut(1);
        } else if (measure(word.length()) == 1 && shortEnd(word.length())) {
            word += "e";
        }
    }

    private void replaceFirst(String[][] rules) {
        for (String[] rule : rules) {
            if (word.endsWith(rule[0])) {
                if (measure(word.length() - rule[0].length()) > 0) {
                    word = cut(rule[0].length()) + rule[1];
                }
                return;
            }
        }
    }

    private void dropEnding() {
        int letters = 0;
        for (String ending : STEP_4) {
            if (ending.length() > letters && word.endsWith(ending)) {
                letters = ending.length();
            }
        }
        if (word.endsWith("ion") && letters < 3) {
            letters = word.endsWith("sion") || word.endsWith("tion") ? 3 : 0;
        }
        if (letters > 0 && measure(word.length() - letters) > 1) {
            word = cut(letters);
        }
    }

    private void dropLastE() {
        if (word.endsWith("e")) {
            int rest = word.length() - 1;
            int measure = measure(rest);
            if (measure > 1 || measure == 1 && !shortEnd(rest)) {
                word = cut(1);
            }
        }
        if (word.endsWith("ll") && measure(word.length()) > 1) {
            word = cut(1);
        }
    }
}
