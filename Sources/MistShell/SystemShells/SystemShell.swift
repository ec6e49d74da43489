/// A shell of the system in which the program's command lines are completed.
public enum SystemShell: String, Sendable, CaseIterable {
  case bash, zsh, fish

  /// What `--generate-completion-script` prints: it asks this program again at each TAB.
  public var completionScript: String {
    switch self {
    case .bash: Self.bashScript
    case .zsh: Self.zshScript
    case .fish: Self.fishScript
    }
  }

  private static let bashScript = #"""
    # Completion of mist-shell for bash. In ~/.bashrc:
    #   eval "$(mist-shell --generate-completion-script bash)"
    _mist_shell() {
      local program=${1/#\~\//"$HOME/"} line
      local -a answer=()
      COMPREPLY=()
      while IFS= read -r line; do answer+=("$line"); done < <(
        "$program" --complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null
      )
      case ${answer[0]-} in
        files) compopt -o bashdefault -o default 2>/dev/null ;;
        open) compopt -o nospace 2>/dev/null ;;
      esac
      COMPREPLY=("${answer[@]:1}")
    }
    complete -o nosort -F _mist_shell mist-shell mist 2>/dev/null || complete -F _mist_shell mist-shell mist

    """#

  private static let zshScript = #"""
    #compdef mist-shell mist
    # Completion of mist-shell for zsh. In ~/.zshrc, behind compinit:
    #   source <(mist-shell --generate-completion-script zsh)
    # or as a file _mist-shell in a folder of $fpath.
    _mist_shell() {
      local program=${${(Q)words[1]}/#\~\//$HOME/} line
      local -a before whole open more
      more=(-M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}')
      (( CURRENT > 2 )) && before=("${(@Q)words[2,CURRENT-1]}")
      while IFS= read -r line; do
        case $line in
          files) _files; return ;;
          whole$'\t'*) whole+=("${line#*$'\t'}") ;;
          open$'\t'*) open+=("${line#*$'\t'}") ;;
        esac
      done < <("$program" --complete zsh "${before[@]}" "${(Q)PREFIX}" 2>/dev/null)
      local found=1
      (( $#whole )) && _describe -V -t mist-shell value whole $more && found=0
      (( $#open )) && _describe -V -t mist-shell value open -S '' $more && found=0
      return found
    }
    if [[ $funcstack[1] == _mist-shell ]]; then
      _mist_shell "$@"
    else
      compdef _mist_shell mist-shell mist
    fi

    """#

  private static let fishScript = #"""
    # Completion of mist-shell for fish. In ~/.config/fish/config.fish:
    #   mist-shell --generate-completion-script fish | source
    function __mist_shell_complete
        set -l program (string replace -r '^~/' "$HOME/" -- (commandline -opc)[1])
        set -l answer ($program --complete fish (commandline -cp | string collect) 2>/dev/null)
        if test "$answer[1]" = files
            __fish_complete_path (commandline -ct)
            return
        end
        set -e answer[1]
        test (count $answer) -gt 0; and printf '%s\n' $answer
    end
    complete -c mist-shell -f -k -a '(__mist_shell_complete)'
    complete -c mist -f -k -a '(__mist_shell_complete)'

    """#
}
